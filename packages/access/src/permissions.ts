import type { Permission } from "@plumbline/base/grant";

/** A person's place in a project (membership.role). */
export const roles = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof roles)[number];

/** What an API key is for (api_key.scopes). A key may have several. */
export const apiKeyScopes = ["ingest", "read", "evaluate", "admin"] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

const viewing = ["trace:read", "evaluation:read", "judge:read"] as const satisfies readonly Permission[];
const sharing = ["share:read", "share:create", "share:revoke"] as const satisfies readonly Permission[];
const evaluating = ["evaluation:run", "task:manage", "judge:manage"] as const satisfies readonly Permission[];
const arranging = ["view:manage"] as const satisfies readonly Permission[];
const administering = ["price:manage", "api-key:manage", "member:manage"] as const satisfies readonly Permission[];

/** `span:write` belongs to API keys alone: a browser session never sends spans. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set<Permission>([...viewing, ...arranging, ...evaluating, ...sharing, ...administering, "project:manage"]),
  admin: new Set<Permission>([...viewing, ...arranging, ...evaluating, ...sharing, ...administering]),
  member: new Set<Permission>([...viewing, ...arranging, ...evaluating, ...sharing]),
  viewer: new Set<Permission>(viewing),
};

/**
 * `ingest` cannot read what it wrote: the key stands in the configuration of every instrumented service. `evaluate` holds
 * `judge:manage`, because a request for an evaluation may bring its judge with it. `read` leaves out share tickets, whose
 * list names the addresses of outside people.
 */
export const scopePermissions: Readonly<Record<ApiKeyScope, ReadonlySet<Permission>>> = {
  ingest: new Set<Permission>(["span:write"]),
  read: new Set<Permission>(viewing),
  evaluate: new Set<Permission>([...viewing, ...evaluating]),
  admin: new Set<Permission>(["span:write", ...viewing, ...arranging, ...evaluating, ...sharing, ...administering]),
};

/** What each background job may do in the project that its row names. A job that is not here may do nothing. */
export const jobPermissions: Readonly<Record<string, ReadonlySet<Permission>>> = {
  // Whoever can run the launcher's commands has the database and the master key already.
  "command-line": new Set<Permission>(["api-key:manage"]),
  "evaluate-trace": new Set<Permission>([...viewing, "evaluation:run"]),
  "advance-evaluation-tasks": new Set<Permission>([...viewing, "evaluation:run"]),
  "sweep-evaluations": new Set<Permission>(["evaluation:read", "evaluation:run"]),
};

/** A share session reads its one trace, and nothing else exists for it. */
export const sharePermissions: ReadonlySet<Permission> = new Set<Permission>(["trace:read-shared"]);

/**
 * Rights that membership.extra_permissions may add to a role. Whoever may make share links also sees and withdraws them:
 * a link that its maker cannot take back would be worse than none.
 */
const extraPermissions: Readonly<Record<string, readonly Permission[]>> = {
  "share:create": sharing,
  "evaluation:run": evaluating,
};

export function permissionsOfMember(role: Role, extras: readonly string[]): ReadonlySet<Permission> {
  const added = extras.flatMap(
    (extra) => (Object.hasOwn(extraPermissions, extra) ? extraPermissions[extra] : []) ?? [],
  );
  return added.length === 0 ? rolePermissions[role] : new Set([...rolePermissions[role], ...added]);
}

/** Scopes that this version does not know grant nothing. */
export function permissionsOfScopes(scopes: readonly string[]): ReadonlySet<Permission> {
  return new Set(scopes.flatMap((scope) => (isApiKeyScope(scope) ? [...scopePermissions[scope]] : [])));
}

export function isApiKeyScope(text: string): text is ApiKeyScope {
  return (apiKeyScopes as readonly string[]).includes(text);
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
