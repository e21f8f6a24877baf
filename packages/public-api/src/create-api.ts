import { ReadableStream } from "node:stream/web";
import { PlumblineError, toPlumblineError } from "@plumbline/base/errors";
import type { Principal } from "@plumbline/base/grant";
import { newUuid } from "@plumbline/base/ids";
import { type Context, Hono } from "hono";
import { type AnyRoute, isBytesAnswer } from "./define-route";
import { answerError } from "./error-answer";
import { openApiRoute } from "./openapi";
import { readJsonBody } from "./read-body";
import { errorCodesOf } from "./route-errors";
import { pathsOf } from "./route-paths";
import { routes as allRoutes } from "./routes";
import { runAnyRoute } from "./run-route";
import { refuseCrossSite } from "./same-origin";
import type { Services } from "./services";
import { readShareSession } from "./share-cookie";

export interface ApiOptions {
  readonly routes?: readonly AnyRoute[];
  /** Checks every answer against its schema, and that the route declares its errors. For tests: it costs time. */
  readonly checkAnswers?: boolean;
}

/**
 * The REST API as a Hono app that answers whole paths (`/api/v1/…`, `/api/share/…`). Every answer says
 * `cache-control: no-store` and carries `x-request-id`; every error is `{ error: { code, message, field?, requestId } }`.
 */
export function createApi(services: Services, options: ApiOptions = {}): Hono {
  const app = new Hono();
  const routes = options.routes ?? allRoutes;
  const everyRoute = [...routes, openApiRoute(routes)];
  for (const route of everyRoute) {
    for (const path of pathsOf(route)) {
      app.on(route.method, honoPath(path), (context) => answerRoute(services, route, context, options));
    }
  }
  for (const [path, methods] of methodsByPath(everyRoute)) {
    app.all(honoPath(path), (context) => answerOtherMethod(services, context, methods));
  }
  app.all("*", (context) =>
    finish(answerFailure(services, unknownPath(context), requestIdOf(context), context), requestIdOf(context)),
  );
  return app;
}

/** The methods of each path, whatever its parameters are called. */
function methodsByPath(routes: readonly AnyRoute[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      let place = 0;
      const shape = path.replaceAll(/\{\w+\}/g, () => `{p${place++}}`);
      methods.set(shape, [
        ...(methods.get(shape) ?? []),
        ...(route.method === "GET" ? ["GET", "HEAD"] : [route.method]),
      ]);
    }
  }
  return methods;
}

function answerOtherMethod(services: Services, context: Context, methods: readonly string[]): Response {
  const allowed = methods.join(", ");
  const error = new PlumblineError("request.method", {
    message: `${context.req.path} does not take ${context.req.method}. It takes ${allowed}.`,
  });
  const response = answerFailure(services, error, requestIdOf(context), context);
  response.headers.set("allow", allowed);
  return finish(response, requestIdOf(context));
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

async function answerRoute(
  services: Services,
  route: AnyRoute,
  context: Context,
  options: ApiOptions,
): Promise<Response> {
  const requestId = requestIdOf(context);
  const request = context.req.raw;
  const answerHeaders = new Headers();
  try {
    const shareSession = isShared(route) ? await readShareSession(services.access, request) : undefined;
    const principal = shareSession?.principal ?? (await accountOf(services, route, request.headers));
    // Without an account there is nothing that another site could misuse; what is missing then is the key.
    const isAnonymous = principal === undefined && route.permission !== "public";
    if (request.method !== "GET" && principal?.kind !== "api-key" && !isAnonymous) {
      refuseCrossSite(request.headers, services.consoleUrl);
    }
    const { projectId, ...params } = context.req.param() as Record<string, string>;
    const answer = await runAnyRoute(services, route, principal, {
      projectId,
      params,
      query: queryOf(request.url),
      body: () => readJsonBody(request),
      request: {
        requestId,
        headers: request.headers,
        signal: request.signal,
        ...(shareSession === undefined ? {} : { shareSession }),
      },
      answerHeaders,
    });
    return finish(toResponse(route, answer, answerHeaders, options), requestId);
  } catch (thrown) {
    const response = answerFailure(services, thrown, requestId, context);
    if (options.checkAnswers === true) requireDeclared(route, thrown);
    return finish(response, requestId);
  }
}

function requireDeclared(route: AnyRoute, thrown: unknown): void {
  const { code } = toPlumblineError(thrown);
  if (errorCodesOf(route).includes(code)) return;
  throw new Error(`${route.method} ${route.path} answers ${code}, which is not among its failures.`, { cause: thrown });
}

function isShared(route: AnyRoute): boolean {
  return route.permission === "trace:read-shared";
}

/** A share session opens nothing but the shared trace, and an account does not open it: the two never mix. */
async function accountOf(services: Services, route: AnyRoute, headers: Headers): Promise<Principal | undefined> {
  if (route.permission === "public" || isShared(route)) return undefined;
  return services.access.principalFromHeaders(headers);
}

function toResponse(route: AnyRoute, answer: unknown, headers: Headers, options: ApiOptions): Response {
  if (isBytesAnswer(route.response)) {
    // A route of several formats has said which one it is.
    if (!headers.has("content-type")) headers.set("content-type", route.response.mediaType);
    const stream = ReadableStream.from(answer as AsyncIterable<Uint8Array>);
    return new Response(stream as unknown as ConstructorParameters<typeof Response>[0], {
      status: route.status,
      headers,
    });
  }
  const checked = options.checkAnswers === true ? route.response.parse(answer) : answer;
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(checked), { status: route.status, headers });
}

function answerFailure(services: Services, thrown: unknown, requestId: string, context: Context): Response {
  const { error, response } = answerError(thrown, requestId);
  const facts = { requestId, method: context.req.method, path: context.req.path, code: error.code };
  if (error.row.http >= 500) services.logger.error({ ...facts, err: error.cause ?? error, detail: error.detail });
  else services.logger.debug({ ...facts, message: error.message });
  return response;
}

function finish(response: Response, requestId: string): Response {
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}

function unknownPath(context: Context): PlumblineError {
  return new PlumblineError("resource.not_found", {
    message: `Nothing answers ${context.req.method} ${context.req.path}. GET /api/v1/openapi.json lists what does.`,
  });
}

const requestIds = new WeakMap<Request, string>();

/** The caller's own id where it is harmless to log, else a new one. */
function requestIdOf(context: Context): string {
  const request = context.req.raw;
  const known = requestIds.get(request);
  if (known !== undefined) return known;
  const given = request.headers.get("x-request-id") ?? "";
  const id = /^[\w-]{8,64}$/.test(given) ? given : newUuid();
  requestIds.set(request, id);
  return id;
}

/** One value as text, several of the same name as a list. */
function queryOf(url: string): Record<string, string | string[]> {
  const parameters = new URL(url).searchParams;
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((key) => {
      const values = parameters.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}
