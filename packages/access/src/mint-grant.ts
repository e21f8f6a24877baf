import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import type { ProjectId, TraceId } from "@plumbline/base/ids";

/**
 * Makes a Grant. Called by authorize() after it has said yes and by testing.ts; a test counts the callers, because a third
 * one would be a way around the permission check.
 */
export function mintGrant<P extends Permission>(
  permission: P,
  projectId: ProjectId,
  principal: Principal,
  traceId?: TraceId,
): Grant<P> {
  const facts = { permission, projectId, principal, ...(traceId === undefined ? {} : { traceId }) };
  return Object.freeze(facts) as unknown as Grant<P>;
}
