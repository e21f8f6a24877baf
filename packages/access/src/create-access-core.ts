import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { type Audit, createAudit } from "./audit";
import { type ApiKeyAuthentication, createApiKeyAuthentication } from "./authenticate-api-key";
import { type Authorize, createAuthorize, permissionsIn } from "./authorize";
import { type BackgroundErrorListener, type BackgroundWork, createBackgroundWork } from "./background-work";

/** The part of access that every process needs: who sent this key, and may they? It loads no sign-in code. */
export interface AccessCore extends ApiKeyAuthentication {
  readonly authorize: Authorize;
  /** What a principal may do, for pages that leave out what would be refused. Grants nothing and is not audited. */
  permissionsIn(principal: Principal, projectId: ProjectId): Promise<ReadonlySet<Permission>>;
  /** `authorize` for a background job, whose rights stand in permissions.ts under its name. */
  authorizeJob<P extends Permission>(job: string, permission: P, projectId: ProjectId): Promise<Grant<P>>;
  readonly recordAuditEvent: Audit["record"];
  /** Waits for what is still being written in the background. Call it before the pool is ended. */
  close(): Promise<void>;
}

export interface AccessCoreOptions {
  readonly pool: Pool;
  /** Hears of failed background writes (last use of a key, refusals in the audit log). */
  readonly onBackgroundError: BackgroundErrorListener;
}

export function createAccessCore({ pool, onBackgroundError }: AccessCoreOptions): AccessCore {
  const background = createBackgroundWork(onBackgroundError);
  return assembleCore(pool, background, createAudit(pool, background));
}

/** For createAccess(), which shares the audit log and the background work with more parts. */
export function assembleCore(pool: Pool, background: BackgroundWork, audit: Audit): AccessCore {
  const authorize = createAuthorize(pool, audit);
  return {
    ...createApiKeyAuthentication(pool, audit, background),
    authorize,
    permissionsIn: (principal, projectId) => permissionsIn(pool, principal, projectId),
    authorizeJob: (job, permission, projectId) => authorize(systemPrincipal(job), permission, projectId),
    recordAuditEvent: audit.record,
    close: () => background.settle(),
  };
}

export function systemPrincipal(job: string): Principal {
  return { kind: "system", job };
}
