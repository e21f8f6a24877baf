import { prismaAdapter } from "@better-auth/prisma-adapter";
import type { Logger } from "@plumbline/base/log";
import type { PrismaClient } from "@plumbline/db/prisma";
import { betterAuth } from "better-auth/minimal";
import { clientAddressHeader } from "./client-address";
import { consoleOrigins } from "./console-origins";
import type { PasswordHasher } from "./password-hash";
import { passwordCharsMax, passwordCharsMin } from "./password-rules";
import { sessionAbsoluteSeconds, sessionCookieName } from "./sessions";
import { asApiError, type SignInParts, signInPlugin } from "./sign-in-plugin";

export interface AuthOptions extends SignInParts {
  readonly prisma: PrismaClient;
  readonly passwords: PasswordHasher;
  readonly authSecret: string;
  readonly consoleUrl: string;
  readonly logger?: Logger | undefined;
}

/** better-auth over our tables: sign-in with a password or a one-time link, sign-out, sessions, change of password. */
export function createBetterAuth(options: AuthOptions) {
  const { passwords, consoleUrl } = options;
  return betterAuth({
    appName: "Plumbline",
    baseURL: new URL(consoleUrl).origin,
    basePath: "/api/auth",
    secret: options.authSecret,
    trustedOrigins: [...consoleOrigins(consoleUrl)],
    database: prismaAdapter(options.prisma, { provider: "postgresql", transaction: true }),
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      // Message only: the arguments may be requests, which hold cookies and passwords.
      log: (level, message) => options.logger?.[level === "error" ? "error" : "warn"]({ part: "better-auth" }, message),
    },
    // The door (auth-handler.ts) words every error; better-auth would hide what failed behind a bare 500.
    onAPIError: { throw: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordCharsMin,
      maxPasswordLength: passwordCharsMax,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: (password) => asApiError(() => passwords.hash(password)),
        verify: ({ hash, password }) => asApiError(() => passwords.verify(password, hash)),
      },
    },
    session: {
      expiresIn: sessionAbsoluteSeconds,
      // The absolute end stays where it is; sessions.ts ends idle ones.
      disableSessionRefresh: true,
    },
    // Per address and path; signInAttempts counts per account.
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      customRules: {
        "/sign-in/email": { window: 60, max: 30 },
        "/sign-in-link/*": { window: 60, max: 30 },
        "/change-password": { window: 60, max: 10 },
      },
    },
    advanced: cookiesAndOrigins(consoleUrl),
    databaseHooks: {
      session: {
        create: {
          after: async (session) => {
            await options.audit.record({
              action: "session.created",
              ipAddress: session.ipAddress ?? undefined,
              object: { kind: "user", id: session.userId },
            });
          },
        },
      },
    },
    plugins: [signInPlugin(options)],
  });
}

/** Cookies for this host only, checks of the origin that no test mode switches off, and the one trusted address header. */
function cookiesAndOrigins(consoleUrl: string) {
  const isSecure = consoleUrl.startsWith("https://");
  return {
    useSecureCookies: false,
    cookiePrefix: "plumbline",
    cookies: {
      session_token: { name: sessionCookieName(consoleUrl), attributes: { secure: isSecure, path: "/" } },
    },
    defaultCookieAttributes: { httpOnly: true, sameSite: "lax" as const, secure: isSecure },
    disableOriginCheck: false,
    disableCSRFCheck: false,
    ipAddress: { ipAddressHeaders: [clientAddressHeader], ipv6Subnet: 64 },
  };
}
