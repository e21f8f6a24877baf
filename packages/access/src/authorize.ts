import { PlumblineError } from "@plumbline/base/errors";
import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { Audit } from "./audit";
import { mintGrant } from "./mint-grant";
import { isRole, jobPermissions, permissionsOfMember, permissionsOfScopes, sharePermissions } from "./permissions";
import { queryRows } from "./query";

/**
 * The one gate to a project's data. Throws `auth.missing` without a principal and `auth.forbidden` when it lacks the
 * permission; a project that does not exist is refused in the same words as one that belongs to others.
 * People's roles are read from the database each time, so that a changed role counts at once.
 */
export type Authorize = <P extends Permission>(
  principal: Principal | undefined,
  permission: P,
  projectId: ProjectId,
) => Promise<Grant<P>>;

export function createAuthorize(pool: Pool, audit: Audit): Authorize {
  return async (principal, permission, projectId) => {
    if (principal === undefined) throw new PlumblineError("auth.missing");
    const held = await permissionsIn(pool, principal, projectId);
    if (!held.has(permission)) {
      audit.recordRefusal({
        action: "access.denied",
        principal,
        projectId: ownProject(principal) ?? projectId,
        object: { kind: "project", id: projectId },
        detail: { permission },
      });
      throw new PlumblineError("auth.forbidden");
    }
    const traceId = principal.kind === "share" ? principal.traceId : undefined;
    return mintGrant(permission, projectId, principal, traceId);
  };
}

const nothing: ReadonlySet<Permission> = new Set();

/**
 * What a principal may do in a project, for pages that leave out what would be refused anyway. Asking is no attempt, so nothing
 * is written to the audit log; and it grants nothing: whoever acts still passes `authorize`.
 */
export async function permissionsIn(
  pool: Pool,
  principal: Principal,
  projectId: ProjectId,
): Promise<ReadonlySet<Permission>> {
  switch (principal.kind) {
    case "user":
      return permissionsOfUser(pool, principal.userId, projectId);
    case "api-key":
      return principal.projectId === projectId ? permissionsOfScopes(principal.scopes) : nothing;
    case "share":
      return principal.projectId === projectId ? sharePermissions : nothing;
    case "system":
      return permissionsOfJob(pool, principal.job, projectId);
  }
}

async function permissionsOfUser(pool: Pool, userId: string, projectId: ProjectId): Promise<ReadonlySet<Permission>> {
  const [member] = await queryRows<{ role: string; extras: string[] }>(
    pool,
    `SELECT role, extra_permissions AS extras FROM membership WHERE project_id = $1 AND user_id = $2`,
    [projectId, userId],
  );
  return member !== undefined && isRole(member.role) ? permissionsOfMember(member.role, member.extras) : nothing;
}

async function permissionsOfJob(pool: Pool, job: string, projectId: ProjectId): Promise<ReadonlySet<Permission>> {
  const held = Object.hasOwn(jobPermissions, job) ? jobPermissions[job] : undefined;
  if (held === undefined) return nothing;
  const found = await queryRows(pool, `SELECT 1 FROM project WHERE id = $1`, [projectId]);
  return found.length === 1 ? held : nothing;
}

/** Refusals are listed in the project of the key or share link that was turned away, not in the one it asked for. */
function ownProject(principal: Principal): ProjectId | undefined {
  return principal.kind === "api-key" || principal.kind === "share" ? principal.projectId : undefined;
}
