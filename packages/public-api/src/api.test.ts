import { testConsoleUrl } from "@plumbline/access/testing";
import { createLogger } from "@plumbline/base/log";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { startJudgeServer } from "@plumbline/evaluation/testing/judge-server";
import { decodeTraces } from "@plumbline/otlp/decode-traces";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { afterAll, describe, expect, test } from "vitest";
import { createApi } from "./create-api";
import { bodyBytesMax } from "./read-body";
import { listTraces } from "./routes/list-traces";
import { runRoute } from "./run-route";
import { decodeSpanColumns, type SpanColumns } from "./span-columns";
import { createApiWorld } from "./testing/api-world";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createApiWorld(database.pool, judge.baseUrl);
const { api, traceId, projectId } = world;
const project = `/api/v1/projects/${projectId}`;

interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly field?: string;
    readonly requestId: string;
  };
}
const json = async <T = Record<string, unknown>>(response: Response | Promise<Response>) =>
  (await (await response).json()) as T;
const errorOf = async (response: Response | Promise<Response>) => {
  const answer = await response;
  return { status: answer.status, ...(await json<ErrorBody>(answer)).error };
};

describe("errors", () => {
  test("carry code, sentence, field and the request id, which is the caller's own where it is harmless", async () => {
    const response = await world.call("owner", "GET", `${project}/traces?limit=0`, undefined, {
      "x-request-id": "trace-view-17",
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("x-request-id")).toBe("trace-view-17");
    expect((await json<ErrorBody>(response)).error).toMatchObject({
      code: "request.invalid",
      field: "limit",
      requestId: "trace-view-17",
    });
    const hostile = await world.call("owner", "GET", `${project}/traces`, undefined, { "x-request-id": "x y\tz" });
    expect(hostile.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of a wrong key say how to authenticate, and never fall back to the session", async () => {
    const headers = { authorization: `Bearer pl_${"A".repeat(43)}` };
    const response = await world.call("owner", "GET", `${project}/traces`, undefined, headers);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await errorOf(response)).toMatchObject({ status: 401, code: "auth.invalid" });
  });

  test("of an unknown path or method name it and say where the list is", async () => {
    expect(await errorOf(api.request("/api/v1/nothing"))).toMatchObject({ status: 404, code: "resource.not_found" });
    expect((await errorOf(world.call("owner", "POST", `${project}/nothing`, {}))).message).toContain("openapi.json");
  });

  test("of a method that a path does not take name those that it takes", async () => {
    const allowOf = async (method: string, path: string) => {
      const response = await world.call("nobody", method, path);
      expect(response.status).toBe(405);
      expect((await errorOf(response.clone())).code).toBe("request.method");
      expect((await errorOf(response)).message).toContain(`does not take ${method}`);
      return response.headers.get("allow");
    };
    expect(await allowOf("PUT", "/api/v1/traces")).toBe("GET, HEAD");
    expect(await allowOf("POST", `${project}/traces/facets`)).toBe("GET, HEAD");
    expect(await allowOf("PUT", `${project}/api-keys`)).toBe("GET, HEAD, POST");
    expect(await allowOf("GET", `${project}/judge-models/x`)).toBe("PATCH, DELETE");
    expect(await allowOf("PUT", "/api/v1/openapi.json")).toBe("GET, HEAD");
    expect(await allowOf("GET", "/api/share/redeem")).toBe("POST");
  });

  test("of the inside reach the log, not the caller", async () => {
    const nowhere = createPool({ url: "postgres://x:x@127.0.0.1:1/x", applicationName: "test" });
    const services = { ...world.services, spans: createSpanReader({ pool: nowhere }) };
    const away = await createApi(services).request(`${project}/traces`, { headers: world.callers["read key"] });
    expect(away.headers.get("retry-after")).toBe("5");
    expect(await errorOf(away)).toMatchObject({ status: 503, code: "store.unavailable" });
    await nowhere.end();

    const lines: unknown[] = [];
    const logger = Object.assign(createLogger("test", "silent"), { error: (line: unknown) => void lines.push(line) });
    const spans = { ...world.services.spans, listTraces: () => Promise.reject(new Error("secret detail")) };
    const broken = await createApi({ ...world.services, spans, logger }).request(`${project}/traces`, {
      headers: world.callers["read key"],
    });
    const error = await errorOf(broken);
    expect(error).toMatchObject({ status: 500, code: "internal.unexpected" });
    expect(JSON.stringify(error)).not.toContain("secret detail");
    expect(lines).toMatchObject([{ requestId: error.requestId, err: { message: "secret detail" } }]);
  });
});

describe("bodies", () => {
  const path = `${project}/api-keys`;
  const post = (body: string, headers: Record<string, string> = {}) =>
    api.request(path, {
      method: "POST",
      headers: { ...world.callers["admin key"], "content-type": "application/json", ...headers },
      body,
    });

  test("that are no JSON, no UTF-8 or of another type are refused", async () => {
    expect(await errorOf(post("{"))).toMatchObject({ status: 400, code: "request.undecodable" });
    expect(await errorOf(post("{}", { "content-type": "application/x-www-form-urlencoded" }))).toMatchObject({
      status: 415,
    });
    const bytes = api.request(path, {
      method: "POST",
      headers: { ...world.callers["admin key"], "content-type": "application/json" },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(await errorOf(bytes)).toMatchObject({ status: 400, code: "request.undecodable" });
  });

  test("over the limit are refused before they are read to the end", async () => {
    expect(await errorOf(post(JSON.stringify({ name: "x".repeat(bodyBytesMax) })))).toMatchObject({
      status: 413,
      code: "request.too_large",
    });
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = new Request(`${testConsoleUrl}${path}`, {
      method: "POST",
      headers: { ...world.callers["admin key"], "content-type": "application/json" },
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect(await errorOf(api.request(request))).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(bodyBytesMax * 2);
  });

  test("of a stranger are not read at all", async () => {
    let wasRead = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          wasRead = true;
          controller.enqueue(new Uint8Array(10));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request(`${testConsoleUrl}${path}`, {
      method: "POST",
      headers: { ...world.callers["ingest key"], "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    expect((await api.request(request)).status).toBe(403);
    expect(wasRead).toBe(false);
  });

  test("cannot smuggle a prototype", async () => {
    const error = await errorOf(post('{"name":"x","scopes":["read"],"__proto__":{"admin":true}}'));
    expect(error.status).toBe(400);
  });
});

describe("writes with a session", () => {
  const make = (headers: Record<string, string>) =>
    api.request(`${project}/api-keys`, {
      method: "POST",
      headers: { cookie: world.callers.owner.cookie ?? "", "content-type": "application/json", ...headers },
      body: JSON.stringify({ name: "k", scopes: ["read"] }),
    });
  test("need to come from the console: by Sec-Fetch-Site, else by Origin", async () => {
    expect((await make({})).status).toBe(403);
    expect((await make({ origin: "null" })).status).toBe(403);
    expect((await make({ origin: "https://127.0.0.1:3000.evil.example" })).status).toBe(403);
    expect((await make({ origin: testConsoleUrl })).status).toBe(201);
    expect((await make({ origin: "http://localhost:3000" })).status).toBe(201);
    expect((await make({ "sec-fetch-site": "same-origin" })).status).toBe(201);
    expect((await make({ "sec-fetch-site": "cross-site", origin: testConsoleUrl })).status).toBe(403);
  });
});

describe("traces", () => {
  test("page to the end by cursor, and a changed cursor is refused by name", async () => {
    for (let extra = 0; extra < 4; extra++) await world.storeTrace();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${cursor}`;
      const page: { items: { traceId: string }[]; nextCursor: string | null } = await json(
        world.call("read key", "GET", `/api/v1/traces?limit=2${query}`),
      );
      seen.push(...page.items.map((item) => item.traceId));
      cursor = page.nextCursor;
      if (cursor !== null) {
        const changed = `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`;
        const refused = await errorOf(world.call("read key", "GET", `/api/v1/traces?limit=2&cursor=${changed}`));
        expect(refused).toMatchObject({ status: 400, field: "cursor" });
        const otherFilter = await errorOf(
          world.call("read key", "GET", `/api/v1/traces?status=error&cursor=${cursor}`),
        );
        expect(otherFilter).toMatchObject({ status: 400, field: "cursor" });
      }
    } while (cursor !== null);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toContain(traceId);
  });

  test("are found by filters, by the beginning of an id, and by several states in either spelling", async () => {
    const found = async (query: string) =>
      (
        await json<{ items: { traceId: string }[] }>(
          world.call("viewer", "GET", `${project}/traces?limit=200&${query}`),
        )
      ).items.map((item) => item.traceId);
    expect(await found(`traceId=${traceId.slice(0, 12).toUpperCase()}`)).toEqual([traceId]);
    expect(await found("name=retrieve&application=museum")).toContain(traceId);
    expect(await found("name=nothing")).toEqual([]);
    expect(await found("status=ok,running")).toContain(traceId);
    expect(await found("status=ok&status=running")).toContain(traceId);
    expect(await found("status=error")).toEqual([]);
    expect(await found("status=unset")).toContain(traceId);
    expect(await found("from=2026-01-01T00:00:00%2B08:00&to=2026-01-02T00:00:00Z")).toEqual([]);
    const bad = [
      "traceId=abc",
      "status=broken",
      "limit=201",
      "from=yesterday",
      "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
      "from=2020-01-01T00:00:00Z",
    ];
    for (const query of bad) expect((await world.call("viewer", "GET", `${project}/traces?${query}`)).status).toBe(400);
  });

  test("are found by a query in its text form, alone and with the other parameters", async () => {
    const found = async (q: string, others = "") => {
      const path = `${project}/traces?limit=200&q=${encodeURIComponent(q)}${others}`;
      const { items } = await json<{ items: { traceId: string }[] }>(world.call("viewer", "GET", path));
      return items.map((item) => item.traceId);
    };
    const id = `trace = ${traceId.slice(0, 12)}`;
    expect(await found("")).toContain(traceId);
    expect(await found(id)).toEqual([traceId]);
    expect(await found(`${id} application = museum has(name = retrieve kind = RETRIEVER)`)).toEqual([traceId]);
    expect(await found(`${id} (status = error or spans > 0) not user = nobody`)).toEqual([traceId]);
    expect(await found(`${id} status = error`)).toEqual([]);
    expect(await found(id, "&name=retrieve&status=ok")).toEqual([traceId]);
    expect(await found(id, "&name=nothing")).toEqual([]);
  });

  test("are not found by a query that cannot be read: it says which clause, where, and what to write", async () => {
    const refused = async (q: string) =>
      errorOf(world.call("viewer", "GET", `${project}/traces?q=${encodeURIComponent(q)}`));
    const unitless = await refused("status = error duration > 2");
    expect(unitless).toMatchObject({ status: 400, code: "request.invalid", field: "q" });
    expect(unitless.message).toContain("q, clause 2, character 27 (2): duration needs a unit: 2s");
    expect((await refused("colour = red")).message).toContain("character 1");
    expect((await refused("(status = error")).field).toBe("q");
  });

  test("are listed by duration, tokens and cost, and paged both ways", async () => {
    interface Page {
      readonly items: readonly { readonly traceId: string; readonly durationMs: number }[];
      readonly nextCursor: string | null;
      readonly prevCursor: string | null;
      readonly hasPrevious: boolean;
    }
    const page = (query: string) => json<Page>(world.call("viewer", "GET", `${project}/traces?${query}`));
    for (const sort of ["time", "-time", "duration", "-duration", "tokens", "-tokens", "cost", "-cost"]) {
      const all = await page(`sort=${sort}`);
      expect(all.hasPrevious).toBe(false);
      const first = await page(`sort=${sort}&limit=2`);
      const second = await page(`sort=${sort}&limit=2&cursor=${first.nextCursor}`);
      expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
      expect(second.hasPrevious).toBe(true);
      const back = await page(`sort=${sort}&limit=2&before=${second.prevCursor}`);
      expect(back.items).toEqual(first.items);
      expect(back.hasPrevious).toBe(false);
      expect((await page(`sort=${sort}&limit=2&cursor=${back.nextCursor}`)).items).toEqual(second.items);
      const newer = await page(`sort=${sort}&before=${first.prevCursor}`);
      expect(newer).toEqual({ items: [], nextCursor: null, prevCursor: null, hasPrevious: false });
    }
    const both = await errorOf(world.call("viewer", "GET", `${project}/traces?before=a&cursor=b`));
    expect(both).toMatchObject({ status: 400, field: "before" });
  });

  test("show what paths lead to as columns, and refuse what is no path by name", async () => {
    const columns = async (query: string) => {
      const path = `${project}/traces?traceId=${traceId}&${query}`;
      const { items } = await json<{ items: { columns?: unknown }[] }>(world.call("viewer", "GET", path));
      return items[0]?.columns;
    };
    const both = await columns("columns=attributes.input.value,resource.attributes.service.name");
    expect(both).toEqual({
      "attributes.input.value": expect.any(String),
      "resource.attributes.service.name": "museum",
    });
    expect(await columns("columns=attributes.input.value&columns=resource.attributes.service.name")).toEqual(both);
    expect(await columns("columns=attributes['a,b']")).toEqual({ "attributes['a,b']": null });
    expect(await columns("")).toBeUndefined();
    for (const bad of ["events[0].name", "attributes..x", "", "attributes[?(@.a)]"]) {
      const refused = await errorOf(
        world.call("viewer", "GET", `${project}/traces?columns=${encodeURIComponent(bad)}`),
      );
      expect(refused).toMatchObject({ status: 400, code: "request.invalid" });
      expect(refused.field).toMatch(/^columns/);
    }
  });

  test("are counted by value over the filtered set", async () => {
    const path = `${project}/traces/facets?fields=application,status&ranges=spans&q=${encodeURIComponent(`trace = ${traceId} application in (museum, nowhere)`)}`;
    expect(await json(world.call("viewer", "GET", path))).toMatchObject({
      traces: 1,
      isEstimate: false,
      facets: [
        {
          field: "application",
          values: [
            { value: "museum", traces: 1 },
            { value: "nowhere", traces: 0 },
          ],
        },
        { field: "status", values: expect.arrayContaining([{ value: "ok", traces: 1 }]) },
      ],
      ranges: [{ field: "spans", isEstimate: false, without: 0, buckets: [{ traces: 1 }] }],
    });
    expect(await errorOf(world.call("viewer", "GET", `${project}/traces/facets?fields=colour`))).toMatchObject({
      status: 400,
    });
  });

  test("list the fields that the reference promises", async () => {
    const { items } = await json<{ items: unknown[] }>(
      world.call("read key", "GET", `/api/v1/traces?traceId=${traceId}`),
    );
    expect(items[0]).toMatchObject({
      traceId,
      name: "rag",
      application: "museum",
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      durationMs: 1.001,
      status: "unset",
      spanCount: 2,
      tokens: null,
      cost: null,
      input: "When does the museum close?",
      output: "It closes at 17:00.",
      evaluation: null,
    });
  });

  test("come with span documents, a page at a time", async () => {
    const first = await json<{ spans: { span_id: string }[]; nextCursor: string }>(
      world.call("read key", "GET", `/api/v1/traces/${traceId}?limit=1`),
    );
    expect(first.spans.map((span) => span.span_id)).toEqual(["00000000000000a1"]);
    const second = await json<{ spans: { span_id: string; attributes: unknown }[]; nextCursor: null }>(
      world.call("read key", "GET", `/api/v1/traces/${traceId}?limit=1&cursor=${first.nextCursor}`),
    );
    expect(second.nextCursor).toBeNull();
    expect(second.spans).toMatchObject([
      {
        span_id: "00000000000000a2",
        attributes: { retrieval: { documents: [{ document: { content: expect.any(String) } }, {}] } },
      },
    ]);
    expect(await errorOf(world.call("read key", "GET", `/api/v1/traces/${traceId}?cursor=zzz`))).toMatchObject({
      field: "cursor",
    });
  });

  test("come as a tree by column, which decodes into rows", async () => {
    const tree = await json<{ spans: SpanColumns }>(world.call("viewer", "GET", `${project}/traces/${traceId}/tree`));
    expect(decodeSpanColumns(tree.spans)).toMatchObject([
      { spanId: "00000000000000a1", parentSpanId: null, name: "rag", kind: "CHAIN", durationMs: 1, offsetUs: 0 },
      {
        spanId: "00000000000000a2",
        parentSpanId: "00000000000000a1",
        name: "retrieve",
        kind: "RETRIEVER",
        offsetUs: 1,
      },
    ]);
  });

  test("download as the OTLP that came in", async () => {
    const response = await world.call("read key", "GET", `/api/v1/traces/${traceId}/otlp`);
    expect(response.headers.get("content-type")).toBe("application/x-protobuf");
    const decoded = decodeTraces(Buffer.from(await response.arrayBuffer()));
    const names = decoded.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map((span) => span.name)),
    );
    expect(names.sort()).toEqual(["rag", "retrieve"]);
  });
});

test("a server loader gets what the API answers, and is refused as the API refuses", async () => {
  const { services } = world;
  const owner = await services.access.principalFromHeaders(new Headers(world.callers.owner));
  const stranger = await services.access.principalFromHeaders(new Headers(world.callers["owner of another project"]));
  const input = { projectId, query: { traceId } };
  const page = await runRoute(services, listTraces, owner, input);
  expect(page).toEqual(await json(world.call("owner", "GET", `${project}/traces?traceId=${traceId}`)));
  await expect(runRoute(services, listTraces, stranger, input)).rejects.toMatchObject({ code: "auth.forbidden" });
  await expect(runRoute(services, listTraces, undefined, input)).rejects.toMatchObject({ code: "auth.missing" });
  await expect(runRoute(services, listTraces, owner, { ...input, query: { limit: "none" } })).rejects.toMatchObject({
    field: "limit",
  });
});

describe("evaluations", () => {
  const rule = (spanName: string, jsonPathInSpan: string) => ({ spanName, jsonPathInSpan, jsonPathInSpanValue: null });
  const extraction = {
    query: rule("rag", "attributes.input.value"),
    answer: rule("rag", "attributes.output.value"),
    context: rule("retrieve", "attributes.retrieval.documents[*].document.content"),
  };
  const request = (body: object, caller: "evaluate key" | "read key" = "evaluate key") =>
    world.call(caller, "POST", `/api/v1/traces/${traceId}/evaluations`, body);

  test("are requested with a judge brought along, and read with a score or null for every metric", async () => {
    const response = await request({
      judge: { baseUrl: judge.baseUrl, model: "test-model", token: "sk-brought-along" },
      extraction,
    });
    expect(response.status).toBe(202);
    const { id } = await json<{ id: string }>(response);
    const evaluation = await json(world.call("read key", "GET", `/api/v1/evaluations/${id}`));
    const none = { score: null, label: null, reason: null };
    expect(evaluation).toMatchObject({
      id,
      state: "queued",
      reason: null,
      scores: {
        correctness: none,
        faithfulness: none,
        ndcg: none,
        hitRate: none,
        precisionAtK: none,
        reciprocalRank: none,
      },
      extracted: null,
    });
    expect(JSON.stringify(evaluation)).not.toContain("sk-brought-along");
    const { items } = await json<{ items: { id: string }[] }>(
      world.call("read key", "GET", `/api/v1/traces/${traceId}/evaluations`),
    );
    expect(items.map((item) => item.id)).toContain(id);
    const judges = await json<{ items: { model: string }[] }>(world.call("read key", "GET", "/api/v1/judge-models"));
    expect(JSON.stringify(judges)).not.toContain("sk-brought-along");
  });

  test("name what is wrong: no judge, two judges, a wildcard outside of the context, an unknown field", async () => {
    const judgeId = world.judgeModelId;
    expect(await errorOf(request({ extraction }))).toMatchObject({ status: 400, field: "judgeId" });
    expect(await errorOf(request({ judgeId, judge: { preset: "qwen-max" }, extraction }))).toMatchObject({
      status: 400,
      field: "judgeId",
    });
    const wild = { ...extraction, query: rule("rag", "attributes.messages[*].content") };
    expect(await errorOf(request({ judgeId, extraction: wild }))).toMatchObject({
      status: 400,
      field: "extraction.query.jsonPathInSpan",
    });
    const second = { ...extraction, query: [extraction.query, wild.query] };
    expect(await errorOf(request({ judgeId, extraction: second }))).toMatchObject({
      field: "extraction.query[1].jsonPathInSpan",
    });
    const fieldAt = async (judge: object) => errorOf(request({ judge, extraction }));
    expect(await fieldAt({ model: "m" })).toMatchObject({ status: 400, field: "judge.baseUrl" });
    expect(await fieldAt({ baseUrl: "ftp://x", model: "m" })).toMatchObject({ status: 400, field: "judge.baseUrl" });
    expect(await fieldAt({ baseUrl: judge.baseUrl })).toMatchObject({ status: 400, field: "judge.model" });
    expect(await errorOf(request({ judgeId: "0199ffff-ffff-7fff-8fff-ffffffffffff", extraction }))).toMatchObject({
      status: 404,
      field: "judgeId",
    });
    expect((await request({ judgeId, extraction, model: "x" })).status).toBe(400);
    expect((await request({ judgeId, extraction }, "read key")).status).toBe(403);
  });
});
