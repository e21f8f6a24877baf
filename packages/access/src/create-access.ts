import type { Principal } from "@plumbline/base/grant";
import type { Logger } from "@plumbline/base/log";
import type { Pool } from "@plumbline/db/pool";
import type { PrismaClient } from "@plumbline/db/prisma";
import { apiKeyFromHeaders } from "./api-key-header";
import { type ApiKeys, createApiKeys } from "./api-keys";
import { createAttemptLimit } from "./attempt-limit";
import { createAudit } from "./audit";
import { createBetterAuth } from "./auth";
import { type Auth, createAuthHandler } from "./auth-handler";
import { createBackgroundWork } from "./background-work";
import { type AccessCore, assembleCore } from "./create-access-core";
import { createOwners, type Owners } from "./owners";
import { createPasswordHasher } from "./password-hash";
import { createProjects, type Projects } from "./projects";
import { createSavedViews, type SavedViews } from "./saved-views";
import { createKeyring, type Keyring } from "./secrets";
import { createSessions, sessionCookieName } from "./sessions";
import { createShareRedemption, type ShareRedemption } from "./share-redemption";
import { createShareTickets, type ShareTickets } from "./share-tickets";
import { createSignInLinks, type SignInLinks } from "./sign-in-links";

/** Everything about who people are and what they may do. One per process. */
export interface Access
  extends AccessCore,
    ApiKeys,
    Projects,
    Owners,
    SavedViews,
    Pick<SignInLinks, "createSignInLink" | "describeSignInLink">,
    ShareTickets,
    ShareRedemption {
  readonly auth: Auth;
  readonly keyring: Keyring;
  /**
   * The principal of a request: an API key where one was sent, else the session cookie. Undefined when neither is there;
   * throws `auth.invalid` for a key that does not work, and never falls back from it to the cookie.
   */
  principalFromHeaders(headers: Headers): Promise<Principal | undefined>;
}

export interface AccessOptions {
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  /** 32 bytes (master-key.ts). */
  readonly masterKey: Buffer;
  /** Master keys of earlier days, which still open what they sealed. */
  readonly olderMasterKeys?: readonly Buffer[];
  /** Signs session cookies (deriveAuthSecret in master-key.ts). */
  readonly authSecret: string;
  /** Where people reach the console. Its scheme decides whether cookies are Secure. */
  readonly consoleUrl: string;
  readonly logger?: Logger;
}

export function createAccess(options: AccessOptions): Access {
  const { pool, prisma, authSecret, consoleUrl, logger } = options;
  const background = createBackgroundWork((name, error) =>
    logger?.error({ err: error, work: name }, "background write failed"),
  );
  const audit = createAudit(pool, background);
  const attempts = createAttemptLimit(pool);
  const passwords = createPasswordHasher();
  const core = assembleCore(pool, background, audit);
  const projects = createProjects(pool, audit);
  const ownerParts = { pool, audit, passwords, ensureFirstProject: projects.ensureFirstProject };
  const links = createSignInLinks(ownerParts);
  const sessions = createSessions({ pool, background }, { cookieName: sessionCookieName(consoleUrl), authSecret });
  const betterAuth = createBetterAuth({ prisma, passwords, authSecret, consoleUrl, audit, attempts, links, logger });

  return {
    ...core,
    ...projects,
    ...createApiKeys(pool, audit, core.forget),
    ...createSavedViews(pool),
    ...createOwners(ownerParts),
    createSignInLink: links.createSignInLink,
    describeSignInLink: links.describeSignInLink,
    ...createShareTickets({ pool, audit, passwords }),
    ...createShareRedemption({ pool, audit, attempts, passwords, background }),
    auth: createAuthHandler(betterAuth, sessions, consoleUrl, (error) =>
      logger?.error({ err: error }, "sign-in failed unexpectedly"),
    ),
    keyring: createKeyring(options.masterKey, ...(options.olderMasterKeys ?? [])),
    async principalFromHeaders(headers) {
      const key = apiKeyFromHeaders(headers);
      return key === undefined ? sessions.principalFromCookie(headers.get("cookie")) : core.authenticateApiKey(key);
    },
  };
}
