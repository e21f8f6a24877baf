import { randomBytes } from "node:crypto";
import { newUuid, type ProjectId, parseTraceId, type TraceId } from "@plumbline/base/ids";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createAttemptLimit } from "./attempt-limit";
import { createAudit } from "./audit";
import { createBackgroundWork } from "./background-work";
import { assembleCore } from "./create-access-core";
import { createPasswordHasher } from "./password-hash";
import type { UserPrincipal } from "./sessions";
import { createShareRedemption } from "./share-redemption";
import { createShareTickets, type NewShareTicket } from "./share-tickets";
import { createTestApiKey, createTestProject, createTestUser, testGrant } from "./testing";

// A thousand looks and a thousand redeems take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const database = await useTestDatabase();
const background = createBackgroundWork((_name, error) => {
  throw error;
});
const parts = {
  pool: database.pool,
  background,
  audit: createAudit(database.pool, background),
  attempts: createAttemptLimit(database.pool),
  passwords: createPasswordHasher(),
};
const access = {
  ...assembleCore(database.pool, background, parts.audit),
  ...createShareTickets(parts),
  ...createShareRedemption(parts),
};
const visitor = { ip: "198.51.100.7", userAgent: "Mozilla/5.0 (test)" };
let projectId: ProjectId;
let sender: UserPrincipal;

const newTraceId = () => parseTraceId(randomBytes(16).toString("hex")) as TraceId;
const create = (input: Partial<NewShareTicket> = {}) =>
  access.createShareTicket(testGrant("share:create", projectId, sender), { traceId: newTraceId(), ...input });
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
const gone =
  "resource.gone This link does not open anything: it was opened before, it has expired, or its sender withdrew it.";

beforeAll(async () => {
  projectId = await createTestProject(database.pool);
  sender = await createTestUser(database.pool, { projectId, role: "member" });
});
beforeEach(async () => {
  await database.pool.query("DELETE FROM rate_limit");
});
afterAll(() => access.close());

test("a ticket has 256 random bits, lives 7 days by default, and only its hash is stored", async () => {
  const { ticket, shareTicket } = await create();
  expect(ticket).toMatch(/^[\w-]{43}$/);
  expect(shareTicket).toMatchObject({ state: "unopened", senderName: sender.name, openedAt: null, hasPasscode: false });
  expect(shareTicket.expiresAt.getTime() - shareTicket.createdAt.getTime()).toBe(7 * 86_400_000);
  const { rows } = await database.pool.query("SELECT row_to_json(share_ticket)::text AS text FROM share_ticket");
  for (const { text } of rows) expect(text).not.toContain(ticket.slice(0, 12));
});

test("looking at a link a thousand times does not use it up, and tells nothing of the trace", async () => {
  const traceId = newTraceId();
  const { ticket, shareTicket } = await create({ traceId, note: "  the slow one ", hiddenParts: ["inputs"] });
  for (let look = 0; look < 1_000; look += 1) await access.describeShareTicket(ticket, visitor);
  const invitation = await access.describeShareTicket(ticket, visitor);
  expect(invitation).toEqual({
    senderName: sender.name,
    note: "the slow one",
    expiresAt: shareTicket.expiresAt,
    hiddenParts: ["inputs"],
    needsPasscode: false,
  });
  expect(JSON.stringify(invitation)).not.toContain(traceId);
  expect(await outcome(access.redeemShareTicket(ticket, visitor))).toBe("ok");
});

test("of 200 redeems at once exactly one succeeds, for each of 5 tickets", async () => {
  const pool = createPool({ url: database.url, applicationName: "test", max: 40, statementTimeoutMs: 20_000 });
  const wide = createShareRedemption({ ...parts, pool, attempts: createAttemptLimit(pool) });
  for (let round = 0; round < 5; round += 1) {
    const { ticket } = await create();
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        outcome(wide.redeemShareTicket(ticket, { ...visitor, ip: `203.0.113.${index}` })),
      ),
    );
    expect(outcomes.filter((found) => found === "ok")).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(["ok", gone]));
  }
  await pool.end();
}, 60_000);

test("the browser that opened it sees exactly this trace until it expires", async () => {
  const traceId = newTraceId();
  const { ticket, ticketId } = await create({ traceId, hiddenParts: ["outputs", "documents"], expiresInSeconds: 600 });
  const { sessionSecret, maxAgeSeconds } = await access.redeemShareTicket(ticket, visitor);
  expect(maxAgeSeconds).toBeGreaterThan(590);
  expect(maxAgeSeconds).toBeLessThanOrEqual(600);
  const session = await access.principalFromShareSession(sessionSecret);
  expect(session).toMatchObject({
    principal: { kind: "share", ticketId, projectId, traceId },
    hiddenParts: ["outputs", "documents"],
  });
  const grant = await access.authorize(session?.principal, "trace:read-shared", projectId);
  expect(grant.traceId).toBe(traceId);
  await expect(access.authorize(session?.principal, "trace:read", projectId)).rejects.toMatchObject({
    code: "auth.forbidden",
  });
  await database.pool.query("UPDATE share_ticket SET expires_at = now() - interval '1 ms' WHERE id = $1", [ticketId]);
  expect(await access.principalFromShareSession(sessionSecret)).toBeUndefined();
});

test("unknown, used, expired, revoked and malformed tickets get one same answer", async () => {
  const used = await create();
  await access.redeemShareTicket(used.ticket, visitor);
  const expired = await create();
  await database.pool.query("UPDATE share_ticket SET expires_at = now() WHERE id = $1", [expired.ticketId]);
  const revoked = await create();
  await access.revokeShareTicket(testGrant("share:revoke", projectId, sender), revoked.ticketId);
  const refused = [
    used.ticket,
    expired.ticket,
    revoked.ticket,
    "A".repeat(43),
    "",
    "null",
    ":key",
    "%",
    "x".repeat(9_999),
  ];
  for (const ticket of refused) {
    expect(await outcome(access.redeemShareTicket(ticket, visitor)), ticket).toBe(gone);
    expect(await outcome(access.describeShareTicket(ticket, visitor)), ticket).toBe(gone);
  }
});

test("revoking ends the link and, at its next request, the session it opened", async () => {
  const { ticket, ticketId } = await create();
  const { sessionSecret } = await access.redeemShareTicket(ticket, visitor);
  expect(await access.principalFromShareSession(sessionSecret)).toBeDefined();
  const revoked = await access.revokeShareTicket(testGrant("share:revoke", projectId, sender), ticketId);
  expect(revoked.state).toBe("revoked");
  expect(await access.principalFromShareSession(sessionSecret)).toBeUndefined();
  const again = await access.revokeShareTicket(testGrant("share:revoke", projectId, sender), ticketId);
  expect(again.revokedAt).toEqual(revoked.revokedAt);
});

test("the sender sees when it was opened, from where and with what", async () => {
  const { ticket, ticketId } = await create();
  await access.redeemShareTicket(ticket, { ip: "::ffff:198.51.100.7", userAgent: `\u0000${"a".repeat(900)}` });
  const { items } = await access.listShareTickets(testGrant("share:read", projectId));
  const opened = items.find((item) => item.id === ticketId);
  expect(opened).toMatchObject({ state: "open", openedIp: "198.51.100.7" });
  expect(opened?.openedAt).toBeInstanceOf(Date);
  expect(opened?.openedAgent).toHaveLength(400);
});

test("a passcode is asked for, a wrong one leaves the link whole, and the eleventh guess is not checked", async () => {
  const { ticket, ticketId } = await create({ passcode: "swordfish" });
  expect(await access.describeShareTicket(ticket, visitor)).toMatchObject({ needsPasscode: true });
  for (const passcode of [undefined, "", "  "]) {
    expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, passcode }))).toMatch(/asks for a passcode/);
  }
  expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, passcode: "wrong" }))).toMatch(
    /not the passcode/,
  );
  await database.pool.query("UPDATE rate_limit SET count = 10 WHERE key = $1", [`share-passcode|${ticketId}`]);
  expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, passcode: "swordfish" }))).toMatch(
    /^auth\.rate_limited/,
  );
  await database.pool.query("DELETE FROM rate_limit");
  expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, passcode: " swordfish " }))).toBe("ok");
});

test("refusals are limited per address and per /64, and a good link elsewhere still opens", async () => {
  const guess = (ip: string) =>
    outcome(access.redeemShareTicket(randomBytes(32).toString("base64url"), { ...visitor, ip }));
  const outcomes: string[] = [];
  for (let attempt = 0; attempt < 62; attempt += 1) outcomes.push(await guess(`2001:db8:1:2::${attempt.toString(16)}`));
  expect(outcomes.slice(0, 60)).toEqual(Array(60).fill(gone));
  expect(outcomes.slice(60).every((found) => found.startsWith("auth.rate_limited"))).toBe(true);
  const { ticket } = await create();
  expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, ip: "2001:db8:1:2::ffff" }))).toMatch(
    /^auth\.rate_limited/,
  );
  expect(await outcome(access.redeemShareTicket(ticket, { ...visitor, ip: "2001:db8:1:3::1" }))).toBe("ok");
});

test("wishes outside the limits are refused, naming the field", async () => {
  for (const [input, field] of [
    [{ expiresInSeconds: 59 }, "expiresInSeconds"],
    [{ expiresInSeconds: 30 * 86_400 + 1 }, "expiresInSeconds"],
    [{ expiresInSeconds: Number.NaN }, "expiresInSeconds"],
    [{ note: "x".repeat(501) }, "note"],
    [{ hiddenParts: ["inputs", "everything"] }, "hiddenParts"],
    [{ passcode: "abc" }, "passcode"],
  ] as const) {
    await expect(create(input as Partial<NewShareTicket>)).rejects.toMatchObject({ code: "request.invalid", field });
  }
  expect((await create({ expiresInSeconds: 30 * 86_400 })).shareTicket.state).toBe("unopened");
});

test("the list pages through everything once, newest first, and can be narrowed to a trace", async () => {
  const other = await createTestProject(database.pool);
  const traceId = newTraceId();
  const made: string[] = [];
  for (let count = 0; count < 60; count += 1) {
    const { ticketId } = await access.createShareTicket(testGrant("share:create", other), { traceId });
    made.push(ticketId);
  }
  const grant = testGrant("share:read", other);
  const first = await access.listShareTickets(grant, { traceId });
  const second = await access.listShareTickets(grant, { cursor: first.nextCursor ?? "" });
  expect(first.items).toHaveLength(50);
  expect(second).toMatchObject({ nextCursor: null });
  expect([...first.items, ...second.items].map((item) => item.id)).toEqual(made.reverse());
  expect((await access.listShareTickets(grant, { traceId: newTraceId() })).items).toEqual([]);
  for (const cursor of ["", "x", Buffer.from('{"createdAt":"now()","id":"1"}').toString("base64url")]) {
    await expect(access.listShareTickets(grant, { cursor })).rejects.toMatchObject({ field: "cursor" });
  }
});

test("a ticket of another project can be neither listed nor revoked", async () => {
  const other = await createTestProject(database.pool);
  const { ticketId, ticket } = await create();
  expect((await access.listShareTickets(testGrant("share:read", other))).items).toEqual([]);
  for (const id of [ticketId, newUuid(), "", "null", ":key"]) {
    await expect(access.revokeShareTicket(testGrant("share:revoke", other), id)).rejects.toMatchObject({
      code: "resource.not_found",
    });
  }
  expect(await outcome(access.redeemShareTicket(ticket, visitor))).toBe("ok");
});

test("a ticket made with an API key names the key as its sender", async () => {
  const key = await createTestApiKey(database.pool, projectId);
  const { shareTicket } = await access.createShareTicket(testGrant("share:create", projectId, key.principal), {
    traceId: newTraceId(),
  });
  expect(shareTicket.senderName).toBe('API key "test"');
});

test("creating, opening, refusing and revoking stand in the audit log; tickets and secrets do not", async () => {
  const { ticket, ticketId } = await create();
  const { sessionSecret } = await access.redeemShareTicket(ticket, visitor);
  await outcome(access.redeemShareTicket(ticket, visitor));
  await access.revokeShareTicket(testGrant("share:revoke", projectId, sender), ticketId);
  await access.close();
  const { rows } = await database.pool.query(
    "SELECT action, ip_address, row_to_json(audit_event)::text AS text FROM audit_event WHERE object_id = $1 ORDER BY at, id",
    [ticketId],
  );
  expect(rows.map((row) => row.action)).toEqual([
    "share-ticket.created",
    "share-ticket.redeemed",
    "share-ticket.revoked",
  ]);
  expect(rows[1]?.ip_address).toBe(visitor.ip);
  const all = await database.pool.query("SELECT row_to_json(audit_event)::text AS text FROM audit_event");
  for (const { text } of all.rows) {
    expect(text).not.toContain(ticket);
    expect(text).not.toContain(sessionSecret);
  }
  expect(all.rows.some(({ text }) => text.includes("share-ticket.refused"))).toBe(true);
});
