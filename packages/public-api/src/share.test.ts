import { cookieHeader } from "@plumbline/access/testing";
import { useTestDatabase } from "@plumbline/db/testing";
import { startJudgeServer } from "@plumbline/evaluation/testing/judge-server";
import { hiddenParts } from "@plumbline/span-store/read/types";
import { afterAll, expect, test } from "vitest";
import { createApi } from "./create-api";
import { decodeSpanColumns, type SpanColumns } from "./span-columns";
import { createApiWorld } from "./testing/api-world";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createApiWorld(database.pool, judge.baseUrl);
const { api, traceId, projectId } = world;
const browser = { "sec-fetch-site": "same-origin", "content-type": "application/json" };

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.request(path, { method: "POST", headers: { ...browser, ...headers }, body: JSON.stringify(body) });
const get = (path: string, cookie: string) => api.request(path, { headers: { cookie } });
const json = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T;

interface SharedTrace {
  readonly trace: { readonly traceId: string; readonly input: string | null };
  readonly spans: SpanColumns;
  readonly share: { readonly senderName: string; readonly hiddenParts: string[] };
}

test("a link made through the API opens once, in one browser, until it is withdrawn", async () => {
  const path = `/api/v1/projects/${projectId}`;
  const made = await json<{ id: string; url: string; expiresAt: string }>(
    world.call("owner", "POST", `${path}/traces/${traceId}/share-tickets`, { note: "Look at step 2" }),
  );
  const url = new URL(made.url);
  expect(url.pathname).toBe("/s");
  const ticket = url.hash.slice(1);
  expect(ticket).toMatch(/^[\w-]{43}$/);

  const described = await json(post("/api/share/describe", { ticket }));
  expect(described).toMatchObject({ senderName: "Olivia Owner", note: "Look at step 2", hiddenParts: [] });
  expect(JSON.stringify(described)).not.toContain(traceId);

  const attempts = await Promise.all(Array.from({ length: 5 }, () => post("/api/share/redeem", { ticket })));
  const [won, ...others] = attempts.sort((a, b) => a.status - b.status);
  expect([won?.status, ...others.map((response) => response.status)]).toEqual([200, 410, 410, 410, 410]);
  const texts = await Promise.all(
    others.map(async (response) => (await json<{ error: { message: string } }>(response)).error.message),
  );
  expect(new Set(texts).size).toBe(1);

  const cookie = cookieHeader(won ?? new Response());
  const shared = await json<SharedTrace>(get("/api/share/trace", cookie));
  expect(shared.trace.traceId).toBe(traceId);
  expect(shared.share.senderName).toBe("Olivia Owner");
  expect(decodeSpanColumns(shared.spans)).toHaveLength(2);
  expect((await get("/api/share/trace", "")).status).toBe(401);

  const receipt = await json<{ items: { id: string; state: string; openedAt: string }[] }>(
    world.call("owner", "GET", `${path}/share-tickets`),
  );
  expect(receipt.items.find((item) => item.id === made.id)).toMatchObject({
    state: "open",
    openedAt: expect.any(String),
  });
  await world.call("owner", "DELETE", `${path}/share-tickets/${made.id}`);
  expect((await get("/api/share/trace", cookie)).status).toBe(410);
});

test("the share cookie is for scripts and other sites out of reach, and Secure on https", async () => {
  const { ticket } = await world.createTicket();
  const [plain = ""] = (await post("/api/share/redeem", { ticket })).headers.getSetCookie();
  expect(plain).toMatch(/^plumbline-share-[0-9a-f]{16}=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  const secure = createApi({ ...world.services, consoleUrl: "https://plumbline.example.com" });
  const answer = await secure.request("/api/share/redeem", {
    method: "POST",
    headers: browser,
    body: JSON.stringify({ ticket: (await world.createTicket()).ticket }),
  });
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-plumbline-share-.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
});

test("a browser with two opened links reads either by its id, the last one by default, and can close one", async () => {
  const first = await world.openTicket((await world.createTicket()).ticket);
  const second = await world.openTicket((await world.createTicket(["inputs"])).ticket);
  const cookie = `${first.cookie}; ${second.cookie}`;
  const hiddenBy = async (query: string) =>
    (await json<SharedTrace>(get(`/api/share/trace${query}`, cookie))).share.hiddenParts;
  expect(await hiddenBy("")).toEqual(["inputs"]);
  expect(await hiddenBy(`?share=${first.shareId}`)).toEqual([]);
  expect(await hiddenBy(`?share=${second.shareId}`)).toEqual(["inputs"]);
  expect((await get("/api/share/trace?share=0000000000000000", cookie)).status).toBe(401);
  const closed = await post("/api/share/close", { shareId: first.shareId }, { cookie });
  expect(await closed.json()).toEqual({ closed: 1 });
  expect(closed.headers.getSetCookie()).toEqual([
    expect.stringContaining(`plumbline-share-${first.shareId}=; Max-Age=0`),
  ]);
});

test("hidden parts stand in no answer of a share session", async () => {
  const { cookie } = await world.openTicket((await world.createTicket(hiddenParts)).ticket);
  const trace = await (await get("/api/share/trace", cookie)).text();
  const spans = await Promise.all(
    ["00000000000000a1", "00000000000000a2"].map(async (id) => (await get(`/api/share/spans/${id}`, cookie)).text()),
  );
  for (const text of [trace, ...spans]) {
    expect(text).not.toMatch(/museum close|closes at|9:00|8 euros|input\.value/);
  }
  expect(trace).toContain('"hiddenParts":["inputs","outputs","documents","attributes"]');
});

test("a share session opens nothing else, and an account does not open a share", async () => {
  const { cookie } = await world.openTicket((await world.createTicket()).ticket);
  for (const path of [`/api/v1/projects/${projectId}/traces`, `/api/v1/traces/${traceId}`, "/api/v1/projects"]) {
    expect((await get(path, cookie)).status).toBe(401);
  }
  expect((await world.call("owner", "GET", "/api/share/trace")).status).toBe(401);
  expect((await world.call("admin key", "GET", "/api/share/trace")).status).toBe(401);
});

test("a link to a trace that is not there cannot be made", async () => {
  const path = `/api/v1/projects/${projectId}/traces/${"e".repeat(32)}/share-tickets`;
  expect((await world.call("owner", "POST", path, {})).status).toBe(404);
});
