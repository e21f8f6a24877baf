import type { ProjectId, TraceId } from "./ids";

/**
 * What a principal may do. Roles, API-key scopes and share sessions are sets of these
 * (packages/access/src/permissions.ts).
 */
export const permissions = [
  "span:write",
  "trace:read",
  "trace:read-shared",
  "view:manage",
  "evaluation:read",
  "evaluation:run",
  "task:manage",
  "judge:read",
  "judge:manage",
  "share:read",
  "share:create",
  "share:revoke",
  "price:manage",
  "api-key:manage",
  "member:manage",
  "project:manage",
] as const;
export type Permission = (typeof permissions)[number];

export type Principal =
  | { readonly kind: "user"; readonly userId: string; readonly name: string; readonly email: string }
  | {
      readonly kind: "api-key";
      readonly keyId: string;
      readonly projectId: ProjectId;
      readonly scopes: readonly string[];
    }
  | { readonly kind: "share"; readonly ticketId: string; readonly projectId: ProjectId; readonly traceId: TraceId }
  | { readonly kind: "system"; readonly job: string };

declare const granted: unique symbol;

/**
 * Proof that `authorize()` said yes: this principal holds permission P in this project. Everything that reads or writes a
 * project's data takes one instead of a project id, so a path that forgot to ask does not compile.
 * Only packages/access makes these (checked by a test).
 */
export interface Grant<P extends Permission = Permission> {
  readonly [granted]: (permission: P) => void;
  readonly permission: Permission;
  readonly projectId: ProjectId;
  readonly principal: Principal;
  /** Set for a share session: the only trace that it opens. */
  readonly traceId?: TraceId;
}
