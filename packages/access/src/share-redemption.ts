import { PlumblineError } from "@plumbline/base/errors";
import type { Principal } from "@plumbline/base/grant";
import { newSecret, type ProjectId, parseTraceId } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { Pool } from "@plumbline/db/pool";
import type { AttemptLimit, AttemptRule } from "./attempt-limit";
import type { Audit } from "./audit";
import type { BackgroundWork } from "./background-work";
import { addressBucket, parseClientAddress } from "./client-address";
import { sha256 } from "./digest";
import type { PasswordHasher } from "./password-hash";
import { queryInTransaction, queryRows } from "./query";
import type { HideablePart } from "./share-tickets";

export type SharePrincipal = Extract<Principal, { kind: "share" }>;

/** What stands beside the button before anybody has pressed it. Nothing of the trace. */
export interface ShareInvitation {
  readonly senderName: string;
  readonly note: string | null;
  readonly expiresAt: Date;
  readonly hiddenParts: readonly HideablePart[];
  readonly needsPasscode: boolean;
}

export interface ShareVisitor {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
}

/** What a share cookie stands for. */
export interface ShareSession {
  readonly principal: SharePrincipal;
  readonly senderName: string;
  readonly note: string | null;
  readonly hiddenParts: readonly HideablePart[];
  readonly expiresAt: Date;
}

export interface ShareRedemption {
  /** Looks at a ticket without using it up, as often as one likes. Throws `resource.gone` as redeeming does. */
  describeShareTicket(ticket: string, visitor: ShareVisitor): Promise<ShareInvitation>;
  /**
   * Uses the ticket up and gives this browser its session: a secret for the share cookie, and how long that lasts. Throws
   * `resource.gone`, in one same text, for a ticket that is unknown, expired, used or revoked; `request.invalid` on field
   * `passcode` for a wrong passcode, which leaves the ticket whole; `auth.rate_limited` after too many refusals.
   */
  redeemShareTicket(
    ticket: string,
    visitor: ShareVisitor & { readonly passcode?: string | undefined },
  ): Promise<{ sessionSecret: string; maxAgeSeconds: number }>;
  /** The principal of a share cookie and what its sender hid; undefined once the ticket expired or was revoked. */
  principalFromShareSession(secret: string): Promise<ShareSession | undefined>;
}

/** A ticket has 256 random bits, so these limits keep load away rather than guesses. */
const refusalsPerAddress: AttemptRule = { name: "share-refused", attemptsMax: 60, windowSeconds: 300 };
const passcodesPerTicket: AttemptRule = { name: "share-passcode", attemptsMax: 10, windowSeconds: 300 };

const works = "redeemed_at IS NULL AND revoked_at IS NULL AND expires_at > now()";
const viewedEvery = "interval '1 minute'";

export interface ShareRedemptionParts {
  readonly pool: Pool;
  readonly audit: Audit;
  readonly attempts: AttemptLimit;
  readonly passwords: PasswordHasher;
  readonly background: BackgroundWork;
}

interface InvitationRow extends ShareInvitation {
  readonly id: string;
  readonly passcodeHash: string | null;
}

export function createShareRedemption(parts: ShareRedemptionParts): ShareRedemption {
  return {
    async describeShareTicket(ticket, visitor) {
      const { id: _id, passcodeHash: _hash, ...invitation } = await findInvitation(parts, ticket, visitor);
      return invitation;
    },
    redeemShareTicket: (ticket, visitor) => redeemShareTicket(parts, ticket, visitor),
    principalFromShareSession: (secret) => principalFromShareSession(parts, secret),
  };
}

async function findInvitation(
  parts: ShareRedemptionParts,
  ticket: string,
  visitor: ShareVisitor,
): Promise<InvitationRow> {
  await parts.attempts.check(refusalsPerAddress, addressBucket(visitor.ip));
  const [row] = await queryRows<InvitationRow>(
    parts.pool,
    `SELECT id, sender_name AS "senderName", note, expires_at AS "expiresAt", hidden_parts AS "hiddenParts",
       passcode_hash IS NOT NULL AS "needsPasscode", passcode_hash AS "passcodeHash"
     FROM share_ticket WHERE ticket_hash = $1 AND ${works}`,
    [sha256(ticket)],
  );
  return row ?? refuse(parts, visitor);
}

async function redeemShareTicket(
  parts: ShareRedemptionParts,
  ticket: string,
  visitor: ShareVisitor & { readonly passcode?: string | undefined },
): Promise<{ sessionSecret: string; maxAgeSeconds: number }> {
  const invitation = await findInvitation(parts, ticket, visitor);
  if (invitation.passcodeHash !== null) await requirePasscode(parts, invitation, visitor.passcode);
  const sessionSecret = newSecret();
  const ip = parseClientAddress(visitor.ip);
  const redeemed = await queryInTransaction(parts.pool, async (client) => {
    // The one statement that uses a ticket up: of many at once, exactly one finds the row unused.
    const [row] = await queryRows<{ id: string; projectId: ProjectId; traceId: string; maxAgeSeconds: number }>(
      client,
      `UPDATE share_ticket
       SET redeemed_at = now(), session_hash = $2, redeemed_ip = $3, redeemed_agent = $4, last_viewed_at = now()
       WHERE ticket_hash = $1 AND ${works}
       RETURNING id, project_id AS "projectId", replace(trace_id::text, '-', '') AS "traceId",
         floor(extract(epoch FROM expires_at - now()))::int AS "maxAgeSeconds"`,
      [sha256(ticket), sha256(sessionSecret), ip ?? null, agentText(visitor.userAgent)],
    );
    if (row === undefined) return undefined;
    await parts.audit.record(
      {
        action: "share-ticket.redeemed",
        projectId: row.projectId,
        ipAddress: ip,
        object: { kind: "share-ticket", id: row.id },
        detail: { traceId: row.traceId },
      },
      client,
    );
    return row;
  });
  if (redeemed === undefined) return refuse(parts, visitor);
  return { sessionSecret, maxAgeSeconds: Math.max(1, redeemed.maxAgeSeconds) };
}

async function requirePasscode(
  parts: ShareRedemptionParts,
  { id, passcodeHash }: InvitationRow,
  passcode: string | undefined,
): Promise<void> {
  const given = passcode?.trim() ?? "";
  if (given === "") {
    throw new PlumblineError("request.invalid", { field: "passcode", message: "This link asks for a passcode." });
  }
  await parts.attempts.take(passcodesPerTicket, id);
  if (await parts.passwords.verify(given, passcodeHash ?? "")) return;
  throw new PlumblineError("request.invalid", {
    field: "passcode",
    message: "This is not the passcode. The link still works; ask its sender.",
  });
}

async function principalFromShareSession(
  { pool, background }: ShareRedemptionParts,
  secret: string,
): Promise<ShareSession | undefined> {
  const [row] = await queryRows<{
    id: string;
    projectId: ProjectId;
    traceId: string;
    senderName: string;
    note: string | null;
    hiddenParts: HideablePart[];
    expiresAt: Date;
    viewIsOld: boolean;
  }>(
    pool,
    `SELECT id, project_id AS "projectId", trace_id::text AS "traceId", sender_name AS "senderName", note,
       hidden_parts AS "hiddenParts", expires_at AS "expiresAt", last_viewed_at < now() - ${viewedEvery} AS "viewIsOld"
     FROM share_ticket WHERE session_hash = $1 AND revoked_at IS NULL AND expires_at > now()`,
    [sha256(secret)],
  );
  const traceId = row === undefined ? undefined : parseTraceId(row.traceId);
  if (row === undefined || traceId === undefined) return undefined;
  if (row.viewIsOld) {
    background.start("share-ticket.viewed", async () => {
      await queryRows(pool, `UPDATE share_ticket SET last_viewed_at = now() WHERE id = $1`, [row.id]);
    });
  }
  const principal: SharePrincipal = { kind: "share", ticketId: row.id, projectId: row.projectId, traceId };
  const { senderName, note, hiddenParts, expiresAt } = row;
  return { principal, senderName, note, hiddenParts, expiresAt };
}

/** One answer for every ticket that does not work, after the same statements, whatever the reason. */
async function refuse({ audit, attempts }: ShareRedemptionParts, visitor: ShareVisitor): Promise<never> {
  audit.recordRefusal({ action: "share-ticket.refused", ipAddress: parseClientAddress(visitor.ip) });
  await attempts.take(refusalsPerAddress, addressBucket(visitor.ip));
  throw new PlumblineError("resource.gone", {
    message: "This link does not open anything: it was opened before, it has expired, or its sender withdrew it.",
  });
}

function agentText(userAgent: string | undefined): string | null {
  return userAgent === undefined ? null : storableText(userAgent).slice(0, 400);
}
