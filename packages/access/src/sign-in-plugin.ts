import { type ErrorCode, PlumblineError } from "@plumbline/base/errors";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, createAuthMiddleware, isAPIError } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { AttemptLimit, AttemptRule } from "./attempt-limit";
import type { Audit } from "./audit";
import { clientAddressHeader, parseClientAddress } from "./client-address";
import { sha256 } from "./digest";
import { requireGoodPassword } from "./password-rules";
import type { SignInLinks } from "./sign-in-links";

/**
 * At most ten passwords are checked per account and five minutes, whatever address they come from. It delays and never
 * locks: sessions that are open stay open, and a sign-in link of the launcher works at any time.
 */
export const signInAttempts: AttemptRule = { name: "sign-in", attemptsMax: 10, windowSeconds: 300 };

export interface SignInParts {
  readonly audit: Audit;
  readonly attempts: AttemptLimit;
  readonly links: SignInLinks;
}

/** Adds to better-auth: one-time links, the limit per account, password rules, and the audit log. */
export function signInPlugin({ audit, attempts, links }: SignInParts) {
  return {
    id: "plumbline-sign-in",
    endpoints: {
      describeSignInLink: createAuthEndpoint(
        "/sign-in-link/describe",
        { method: "POST", body: z.object({ token: z.string().max(200) }) },
        async (context) => context.json(await asApiError(() => links.describeSignInLink(context.body.token))),
      ),
      redeemSignInLink: createAuthEndpoint(
        "/sign-in-link/redeem",
        {
          method: "POST",
          body: z.object({
            token: z.string().max(200),
            newOwner: z
              .object({ email: z.string().max(320), name: z.string().max(1_000), password: z.string().max(4_000) })
              .optional(),
          }),
        },
        async (context) => {
          const { token, newOwner } = context.body;
          const owner = await asApiError(() => links.redeemSignInLink(token, newOwner));
          const user = await context.context.internalAdapter.findUserById(owner.userId);
          if (user === null) throw toApiError(new PlumblineError("resource.gone"));
          const session = await context.context.internalAdapter.createSession(user.id);
          await setSessionCookie(context, { session, user });
          return context.json({ user: { id: user.id, name: user.name, email: user.email } });
        },
      ),
    },
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === "/sign-in/email",
          handler: createAuthMiddleware(async (context) => {
            await asApiError(() => attempts.take(signInAttempts, accountKey(context.body)));
          }),
        },
        {
          matcher: ({ path }) => path === "/change-password",
          handler: createAuthMiddleware(async (context) => {
            const wanted: unknown = context.body?.newPassword;
            const password = typeof wanted === "string" ? wanted : "";
            await asApiError(async () => requireGoodPassword(password, { email: "", name: "" }));
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === "/sign-in/email",
          handler: createAuthMiddleware(async (context) => {
            const ipAddress = parseClientAddress(context.headers?.get(clientAddressHeader));
            if (isAPIError(context.context.returned)) audit.recordRefusal({ action: "sign-in.failed", ipAddress });
            else await asApiError(() => attempts.clear(signInAttempts, accountKey(context.body)));
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** The account as it was asked for, hashed: what people type into this field by mistake is sometimes their password. */
function accountKey(body: unknown): string {
  const { email } = (body ?? {}) as { email?: unknown };
  return sha256(typeof email === "string" ? email.normalize("NFKC").trim().toLowerCase() : "").toString("base64url");
}

/** better-auth answers its own error class as it is, and everything else with 500. */
export async function asApiError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PlumblineError ? toApiError(error) : error;
  }
}

const statusNames: Partial<Record<number, ConstructorParameters<typeof APIError>[0]>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  410: "GONE",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

export interface PlumblineErrorBody {
  readonly plumblineCode: ErrorCode;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
}

function toApiError(error: PlumblineError): APIError {
  const body: PlumblineErrorBody = {
    plumblineCode: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
  return new APIError(statusNames[error.row.http] ?? "INTERNAL_SERVER_ERROR", { ...body, code: error.code });
}
