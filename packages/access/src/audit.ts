import type { Principal } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import type { JsonObject } from "@plumbline/base/json";
import { storableText } from "@plumbline/base/json";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { BackgroundWork } from "./background-work";
import { queryRows } from "./query";

/** What is written down. `object.verb`, past tense; the list is closed so that a reader can rely on it. */
export const auditActions = [
  "access.denied",
  "evaluation-task.created",
  "evaluation-task.updated",
  "evaluation-task.paused",
  "evaluation-task.stopped",
  "evaluation-task.resumed",
  "evaluation-task.rerun",
  "evaluation-task.deleted",
  "api-key.created",
  "api-key.first-used",
  "api-key.revoked",
  "judge-model.created",
  "judge-model.updated",
  "judge-model.archived",
  "judge-model.tested",
  "model-price.added",
  "model-price.applied-again",
  "model-price.removed",
  "owner.created",
  "project.created",
  "session.created",
  "sign-in.failed",
  "sign-in-link.created",
  "sign-in-link.redeemed",
  "share-ticket.created",
  "share-ticket.redeemed",
  "share-ticket.refused",
  "share-ticket.revoked",
  "trace.exported",
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface AuditEvent {
  readonly action: AuditAction;
  /** Undefined where nobody was recognised: a failed sign-in, a refused ticket. */
  readonly principal?: Principal | undefined;
  readonly projectId?: ProjectId | undefined;
  readonly ipAddress?: string | undefined;
  readonly object?: { readonly kind: string; readonly id: string } | undefined;
  /** Facts for the reader of the log. Never a key, ticket, token or password. */
  readonly detail?: JsonObject | undefined;
}

export interface Audit {
  /** Resolves once the event is stored. Rejects when it is not, and then the action it tells of must fail as well. */
  record(event: AuditEvent, target?: PoolClient): Promise<void>;
  /**
   * For refusals, which anyone can cause as often as they like: stored in the background, at most `refusalsPerMinute` per
   * process; the next stored one says how many were left out.
   */
  recordRefusal(event: AuditEvent): void;
}

const refusalsPerMinute = 60;

export function createAudit(pool: Pool, background: BackgroundWork): Audit {
  let windowStart = 0;
  let storedInWindow = 0;
  let leftOut = 0;

  async function record(event: AuditEvent, target: Pool | PoolClient = pool): Promise<void> {
    const actor = actorOf(event.principal);
    await queryRows(
      target,
      `INSERT INTO audit_event (id, project_id, actor_kind, actor_id, ip_address, action, object_kind, object_id, detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        newUuid(),
        event.projectId ?? null,
        actor.kind,
        actor.id,
        event.ipAddress?.slice(0, 64) ?? null,
        event.action,
        event.object?.kind ?? null,
        event.object?.id ?? null,
        storableText(JSON.stringify(event.detail ?? {})),
      ],
    );
  }

  function recordRefusal(event: AuditEvent): void {
    const now = Date.now();
    if (now - windowStart >= 60_000) {
      windowStart = now;
      storedInWindow = 0;
    }
    if (storedInWindow >= refusalsPerMinute) {
      leftOut += 1;
      return;
    }
    storedInWindow += 1;
    const detail = leftOut === 0 ? event.detail : { ...event.detail, leftOutBefore: leftOut };
    leftOut = 0;
    background.start("audit", () => record({ ...event, detail }));
  }

  return { record, recordRefusal };
}

function actorOf(principal: Principal | undefined): { kind: string; id: string | null } {
  switch (principal?.kind) {
    case undefined:
      return { kind: "anonymous", id: null };
    case "user":
      return { kind: "user", id: principal.userId };
    case "api-key":
      return { kind: "api-key", id: principal.keyId };
    case "share":
      return { kind: "share", id: principal.ticketId };
    case "system":
      return { kind: "system", id: principal.job };
  }
}
