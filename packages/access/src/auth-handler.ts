import { type ErrorCode, errorCatalogue, PlumblineError, toPlumblineError } from "@plumbline/base/errors";
import type { JsonObject, JsonValue } from "@plumbline/base/json";
import { isJsonObject, tryParseJson } from "@plumbline/base/json";
import { isRetryable } from "@plumbline/db/sqlstate";
import { consoleOrigins } from "./console-origins";
import type { Sessions } from "./sessions";

/** Everything of better-auth that the console uses. The rest of its routes does not exist here. */
const openPaths: Readonly<Record<string, "GET" | "POST">> = {
  "/sign-in/email": "POST",
  "/sign-in-link/describe": "POST",
  "/sign-in-link/redeem": "POST",
  "/sign-out": "POST",
  "/get-session": "GET",
  "/list-sessions": "GET",
  "/revoke-session": "POST",
  "/revoke-other-sessions": "POST",
  "/change-password": "POST",
};

const bodyBytesMax = 65_536;

export interface Auth {
  /** Answers a request under /api/auth. Never throws; errors have the body of the catalogue. */
  handler(request: Request): Promise<Response>;
}

/**
 * The door in front of better-auth: only the listed routes, only from the console's own pages, idle sessions ended before
 * it sees them, and one shape of error body for all of them.
 */
export function createAuthHandler(
  betterAuth: { handler(request: Request): Promise<Response> },
  sessions: Sessions,
  consoleUrl: string,
  onError: (error: unknown) => void,
): Auth {
  const origins = new Set(consoleOrigins(consoleUrl));

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth/, "");
    const method = Object.hasOwn(openPaths, path) ? openPaths[path] : undefined;
    if (method === undefined) throw new PlumblineError("resource.not_found", { message: "There is no such address." });
    if (request.method !== method) throw new PlumblineError("request.method");
    if (method === "POST") requireOwnPage(request, origins);
    if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax)
      throw new PlumblineError("request.too_large");
    if (path !== "/sign-in/email") await sessions.principalFromCookie(request.headers.get("cookie"));
    return withCatalogueBody(await betterAuth.handler(request));
  }

  return {
    async handler(request) {
      try {
        return await answer(request);
      } catch (thrown) {
        const error = isRetryable(thrown)
          ? new PlumblineError("store.unavailable", { retryAfterSeconds: 2, cause: thrown })
          : toPlumblineError(thrown);
        if (error.code === "internal.unexpected") onError(thrown);
        return errorResponse(error.code, error.message, {
          field: error.field,
          retryAfterSeconds: error.retryAfterSeconds,
        });
      }
    },
  };
}

/**
 * Sec-Fetch-Site where the browser sends it, else Origin; a request with neither is no browser's and has no session to
 * misuse, but may still not sign anyone in (ASVS 5.0, 3.5.1 to 3.5.3).
 */
function requireOwnPage(request: Request, origins: ReadonlySet<string>): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOwn = origin === null ? site === "same-origin" : origins.has(origin);
  if (!isOwn || (site !== null && site !== "same-origin")) throw new PlumblineError("request.cross_site");
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== undefined && type !== "application/json") throw new PlumblineError("request.media_type");
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: "request.invalid",
  401: "auth.invalid",
  403: "request.cross_site",
  404: "resource.not_found",
  405: "request.method",
  410: "resource.gone",
  415: "request.media_type",
  422: "request.invalid",
  429: "auth.rate_limited",
  503: "store.unavailable",
};

async function withCatalogueBody(response: Response): Promise<Response> {
  if (response.status < 400) return response;
  const parsed = tryParseJson(await response.text());
  const body: JsonObject = isJsonObject(parsed) ? parsed : {};
  const code = isErrorCode(body.plumblineCode)
    ? body.plumblineCode
    : (codeOfStatus[response.status] ?? "internal.unexpected");
  const message = messageFor(code, body);
  const wait = Number(response.headers.get("x-retry-after") ?? body.retryAfterSeconds);
  return errorResponse(code, message, {
    field: typeof body.field === "string" ? body.field : undefined,
    retryAfterSeconds: Number.isFinite(wait) && wait > 0 ? wait : undefined,
    setCookies: response.headers.getSetCookie(),
  });
}

function messageFor(code: ErrorCode, body: JsonObject): string {
  if (isErrorCode(body.plumblineCode) && typeof body.message === "string") return body.message;
  if (code === "auth.invalid") return "E-mail address or password is not right.";
  return errorCatalogue[code].message;
}

interface ErrorExtras {
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly setCookies?: readonly string[];
}

function errorResponse(code: ErrorCode, message: string, extras: ErrorExtras): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of extras.setCookies ?? []) headers.append("set-cookie", cookie);
  if (extras.retryAfterSeconds !== undefined) headers.set("retry-after", String(extras.retryAfterSeconds));
  const error = { code, message, ...(extras.field === undefined ? {} : { field: extras.field }) };
  return new Response(JSON.stringify({ error }), { status: errorCatalogue[code].http, headers });
}

function isErrorCode(value: JsonValue | undefined): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCatalogue, value);
}
