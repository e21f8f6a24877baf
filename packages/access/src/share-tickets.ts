import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { newSecret, newUuid, type TraceId } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { Audit } from "./audit";
import { sha256 } from "./digest";
import type { PasswordHasher } from "./password-hash";
import { queryInTransaction, queryRows } from "./query";
import { decodeCursor, encodeCursor } from "./ticket-cursor";

/** What a shared trace leaves out. */
export const hideableParts = ["inputs", "outputs", "documents", "attributes"] as const;
export type HideablePart = (typeof hideableParts)[number];

export type ShareTicketState = "unopened" | "open" | "expired" | "revoked";

export interface ShareTicket {
  readonly id: string;
  readonly traceId: TraceId;
  readonly senderName: string;
  readonly createdAt: Date;
  /** Until then the link can be opened, and the browser that opened it sees the trace. */
  readonly expiresAt: Date;
  readonly note: string | null;
  readonly hiddenParts: readonly HideablePart[];
  readonly hasPasscode: boolean;
  readonly state: ShareTicketState;
  /** When and from where it was opened: the creator's receipt, and alarm if it was not the person meant. */
  readonly openedAt: Date | null;
  readonly openedIp: string | null;
  readonly openedAgent: string | null;
  /** Exact to about a minute. */
  readonly lastViewedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewShareTicket {
  readonly traceId: TraceId;
  /** 60 s to 30 days; 7 days when left out. */
  readonly expiresInSeconds?: number | undefined;
  /** A line for the person who opens it. */
  readonly note?: string | undefined;
  readonly hiddenParts?: readonly HideablePart[] | undefined;
  /** Asked for when the link is opened, so that a forwarded link alone is not enough. */
  readonly passcode?: string | undefined;
}

export interface ShareTickets {
  /** `ticket` is the only time that it is seen: it belongs into a URL fragment, and the database keeps its SHA-256. */
  createShareTicket(
    grant: Grant<"share:create">,
    input: NewShareTicket,
  ): Promise<{ ticketId: string; ticket: string; shareTicket: ShareTicket }>;
  /** Newest first, 50 to a page, revoked and expired ones included. */
  listShareTickets(
    grant: Grant<"share:read">,
    query?: { readonly traceId?: TraceId | undefined; readonly cursor?: string | undefined },
  ): Promise<{ items: ShareTicket[]; nextCursor: string | null }>;
  /** Ends the link and, at its next request, the session it opened. Throws `resource.not_found`. */
  revokeShareTicket(grant: Grant<"share:revoke">, id: string): Promise<ShareTicket>;
}

const secondsDefault = 7 * 86_400;
const secondsMin = 60;
const secondsMax = 30 * 86_400;
const noteCharsMax = 500;
const pageSize = 50;

export const ticketColumns = `id, replace(trace_id::text, '-', '') AS "traceId", sender_name AS "senderName",
  created_at AS "createdAt", expires_at AS "expiresAt", note, hidden_parts AS "hiddenParts",
  passcode_hash IS NOT NULL AS "hasPasscode",
  CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired'
       WHEN redeemed_at IS NOT NULL THEN 'open' ELSE 'unopened' END AS state,
  redeemed_at AS "openedAt", redeemed_ip AS "openedIp", redeemed_agent AS "openedAgent",
  last_viewed_at AS "lastViewedAt", revoked_at AS "revokedAt"`;

export interface ShareTicketParts {
  readonly pool: Pool;
  readonly audit: Audit;
  readonly passwords: PasswordHasher;
}

export function createShareTickets(parts: ShareTicketParts): ShareTickets {
  return {
    createShareTicket: (grant, input) => createShareTicket(parts, grant, input),
    listShareTickets: (grant, query = {}) => listShareTickets(parts.pool, grant, query),
    revokeShareTicket: (grant, id) => revokeShareTicket(parts, grant, id),
  };
}

async function createShareTicket(
  { pool, audit, passwords }: ShareTicketParts,
  grant: Grant<"share:create">,
  input: NewShareTicket,
): Promise<{ ticketId: string; ticket: string; shareTicket: ShareTicket }> {
  const { seconds, note, hiddenParts } = checkInput(input);
  const passcode = input.passcode?.trim() ?? "";
  const passcodeHash = passcode === "" ? null : await passwords.hash(passcode);
  const ticket = newSecret();
  const ticketId = newUuid();
  const shareTicket = await queryInTransaction(pool, async (client) => {
    const sender = await senderOf(client, grant);
    const [created] = await queryRows<ShareTicket>(
      client,
      `INSERT INTO share_ticket (id, project_id, trace_id, ticket_hash, created_by, sender_name, expires_at, note,
         hidden_parts, passcode_hash)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::double precision), $8, $9, $10)
       RETURNING ${ticketColumns}`,
      [
        ticketId,
        grant.projectId,
        input.traceId,
        sha256(ticket),
        sender.userId,
        sender.name,
        seconds,
        note,
        hiddenParts,
        passcodeHash,
      ],
    );
    if (created === undefined) throw new Error("The new ticket was not returned.");
    await audit.record(auditOf(grant, "share-ticket.created", created), client);
    return created;
  });
  return { ticketId, ticket, shareTicket };
}

function checkInput(input: NewShareTicket) {
  const seconds = input.expiresInSeconds ?? secondsDefault;
  if (!Number.isInteger(seconds) || seconds < secondsMin || seconds > secondsMax) {
    refuse("expiresInSeconds", "A link can live for 1 minute to 30 days.");
  }
  const note =
    input.note === undefined
      ? null
      : storableText(input.note)
          .trim()
          .slice(0, noteCharsMax + 1);
  if (note !== null && note.length > noteCharsMax) refuse("note", `The note can have ${noteCharsMax} characters.`);
  const hiddenParts = [...new Set(input.hiddenParts ?? [])];
  if (!hiddenParts.every((part) => hideableParts.includes(part))) {
    refuse("hiddenParts", `What can be hidden: ${hideableParts.join(", ")}.`);
  }
  const passcodeChars = input.passcode?.trim().length ?? 0;
  if (passcodeChars !== 0 && (passcodeChars < 4 || passcodeChars > 64)) {
    refuse("passcode", "A passcode has 4 to 64 characters.");
  }
  return { seconds, note: note === "" ? null : note, hiddenParts };
}

/** A person by name; a key by its own, because nobody in particular pressed the button. */
async function senderOf(
  client: PoolClient,
  { principal }: Grant<"share:create">,
): Promise<{ userId: string | null; name: string }> {
  if (principal.kind === "user") return { userId: principal.userId, name: principal.name };
  if (principal.kind !== "api-key") return { userId: null, name: "Plumbline" };
  const [key] = await queryRows<{ name: string }>(client, `SELECT name FROM api_key WHERE id = $1`, [principal.keyId]);
  return { userId: null, name: `API key "${key?.name ?? principal.keyId}"` };
}

async function listShareTickets(
  pool: Pool,
  grant: Grant<"share:read">,
  query: { readonly traceId?: TraceId | undefined; readonly cursor?: string | undefined },
): Promise<{ items: ShareTicket[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const rows = await queryRows<ShareTicket & { createdAtExact: string }>(
    pool,
    `SELECT ${ticketColumns}, created_at::text AS "createdAtExact" FROM share_ticket
     WHERE project_id = $1 AND ($2::uuid IS NULL OR trace_id = $2::uuid)
       AND ($3::timestamptz IS NULL OR (created_at, id) < ($3::timestamptz, $4::uuid))
     ORDER BY created_at DESC, id DESC LIMIT ${pageSize + 1}`,
    [grant.projectId, query.traceId ?? null, after?.createdAt ?? null, after?.id ?? null],
  );
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    items: page.map(({ createdAtExact: _exact, ...ticket }) => ticket),
    nextCursor: last === undefined ? null : encodeCursor({ createdAt: last.createdAtExact, id: last.id }),
  };
}

async function revokeShareTicket(
  { pool, audit }: ShareTicketParts,
  grant: Grant<"share:revoke">,
  id: string,
): Promise<ShareTicket> {
  return queryInTransaction(pool, async (client) => {
    const [before] = await queryRows<{ revokedAt: Date | null }>(
      client,
      `SELECT revoked_at AS "revokedAt" FROM share_ticket WHERE project_id = $1 AND id::text = $2 FOR UPDATE`,
      [grant.projectId, id],
    );
    const [revoked] = await queryRows<ShareTicket>(
      client,
      `UPDATE share_ticket SET revoked_at = coalesce(revoked_at, now()) WHERE project_id = $1 AND id::text = $2
       RETURNING ${ticketColumns}`,
      [grant.projectId, id],
    );
    if (before === undefined || revoked === undefined) throw new PlumblineError("resource.not_found");
    if (before.revokedAt === null) await audit.record(auditOf(grant, "share-ticket.revoked", revoked), client);
    return revoked;
  });
}

function auditOf(
  grant: Grant<"share:create"> | Grant<"share:revoke">,
  action: "share-ticket.created" | "share-ticket.revoked",
  ticket: ShareTicket,
) {
  return {
    action,
    principal: grant.principal,
    projectId: grant.projectId,
    object: { kind: "share-ticket", id: ticket.id },
    detail: {
      traceId: ticket.traceId,
      expiresAt: ticket.expiresAt.toISOString(),
      hiddenParts: [...ticket.hiddenParts],
    },
  };
}

function refuse(field: string, message: string): never {
  throw new PlumblineError("request.invalid", { field, message });
}
