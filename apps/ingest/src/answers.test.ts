import { gzipSync } from "node:zlib";
import { useTestDatabase } from "@plumbline/db/testing";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { describe, expect, test } from "vitest";
import { exportRequest, jsonSpan, useTestIngest } from "./testing";

const database = await useTestDatabase();
const ingest = await useTestIngest(database);
const otherKey = await ingest.newKey(["read", "evaluate"]);

const protobuf = { "content-type": "application/x-protobuf" };
const protobufBody = (...spans: object[]) => protobufFromJsonValue(JSON.parse(exportRequest(...spans)));

async function isStored(number: number): Promise<boolean> {
  const { rowCount } = await database.pool.query("SELECT 1 FROM span WHERE name = $1 AND project_id = $2", [
    `span ${number}`,
    ingest.projectId,
  ]);
  return rowCount === 1;
}

describe("200", () => {
  test("a stored JSON request is answered with an empty JSON object", async () => {
    const response = await ingest.post(exportRequest(jsonSpan(1)));
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json",
      "{}",
    ]);
    expect(await isStored(1)).toBe(true);
  });

  test("a stored protobuf request is answered with an empty protobuf message", async () => {
    const response = await ingest.post(protobufBody(jsonSpan(2)), protobuf);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/x-protobuf",
      "",
    ]);
    expect(await isStored(2)).toBe(true);
  });

  test.each([
    ["a charset", { "content-type": "application/json; charset=utf-8" }],
    ["upper case", { "content-type": "APPLICATION/JSON" }],
    ["spaces", { "content-type": "  application/json ;charset=UTF-8" }],
    ["text/javascript", { "content-type": "text/javascript; charset=utf-8" }],
    ["x-plumbline-key in place of Authorization", { authorization: "", "x-plumbline-key": "" }],
  ])("a request with %s is taken", async (_, headers: Record<string, string>) => {
    const withKey = "x-plumbline-key" in headers ? { ...headers, "x-plumbline-key": ingest.key } : headers;
    expect((await ingest.post(exportRequest(jsonSpan(3)), withKey)).status).toBe(200);
  });

  test("an empty request succeeds in both encodings", async () => {
    expect((await ingest.post("{}")).status).toBe(200);
    expect((await ingest.post(new Uint8Array(), protobuf)).status).toBe(200);
  });

  test.each([
    ["gzip", gzipSync(exportRequest(jsonSpan(4))), { "content-encoding": "gzip" }],
    ["GZIP in upper case", gzipSync(exportRequest(jsonSpan(4))), { "content-encoding": "GZIP" }],
    ["gzip without its header", gzipSync(exportRequest(jsonSpan(4))), {}],
    ["the gzip header over a plain body", Buffer.from(exportRequest(jsonSpan(4))), { "content-encoding": "gzip" }],
  ])("%s is understood", async (_, body, headers: Record<string, string>) => {
    expect((await ingest.post(body, headers)).status).toBe(200);
    expect(await isStored(4)).toBe(true);
  });
});

describe("partial success", () => {
  test("one bad span among good neighbours is named, and they are stored", async () => {
    const body = exportRequest(jsonSpan(10), jsonSpan(11, { traceId: "abcd" }), jsonSpan(12));
    const response = await ingest.post(body);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } };
    expect(answer.partialSuccess.rejectedSpans).toBe("1");
    expect(answer.partialSuccess.errorMessage).toContain("its trace id has 2 bytes and must have 16");
    expect([await isStored(10), await isStored(11), await isStored(12)]).toEqual([true, false, true]);
    const { rows } = await database.pool.query("SELECT trace_id, span_id, reason FROM ingest_reject");
    expect(rows).toEqual([{ trace_id: "abcd", span_id: "bbbbbbbbbbbbbbbb", reason: expect.any(String) }]);
  });

  test("a JSON span with a value of a wrong type is named with its field, and its neighbours are stored", async () => {
    const response = await ingest.post(exportRequest(jsonSpan(14), jsonSpan(15, { name: 5 }), jsonSpan(16)));
    expect(response.status).toBe(200);
    const { partialSuccess } = (await response.json()) as { partialSuccess: Record<string, string> };
    expect(partialSuccess).toMatchObject({
      rejectedSpans: "1",
      errorMessage: expect.stringContaining("its field name is the number 5 and must be text (1)"),
    });
    expect([await isStored(14), await isStored(16)]).toEqual([true, true]);
    const { rows } = await database.pool.query("SELECT name FROM span WHERE name = '5' OR name = 'span 15'");
    expect(rows).toEqual([]);
    const rejected = await database.pool.query("SELECT reason FROM ingest_reject WHERE reason LIKE '%name%'");
    expect(rejected.rows).toEqual([{ reason: "its field name is the number 5 and must be text" }]);
  });

  test("OTLP logs sent to /v1/traces are refused with their cause", async () => {
    const log = { timeUnixNano: "1", body: { stringValue: "hello" }, severityNumber: 9 };
    const response = await ingest.post(exportRequest(log));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("OTLP logs");
  });

  test("a span in seconds is stored, and its sender is warned", async () => {
    const response = await ingest.post(exportRequest(jsonSpan(13, { startTimeUnixNano: 1787400000 })));
    const { partialSuccess } = (await response.json()) as { partialSuccess: Record<string, string> };
    expect(partialSuccess).toMatchObject({ rejectedSpans: "0", errorMessage: expect.stringContaining("nanoseconds") });
    expect(await isStored(13)).toBe(true);
  });
});

describe("refusals", () => {
  test.each([
    ["no key", { authorization: "" }, 401, 16],
    ["a malformed key", { authorization: "Bearer hello" }, 401, 16],
    ["an unknown key", { authorization: `Bearer pl_${"x".repeat(43)}` }, 401, 16],
    ["a key without the scope ingest", { authorization: `Bearer ${otherKey}` }, 403, 7],
    ["text/plain", { "content-type": "text/plain" }, 415, 12],
    ["a compression that is not taken", { "content-encoding": "br" }, 415, 12],
    ["two compressions", { "content-encoding": "gzip, gzip" }, 415, 12],
  ])("%s is refused and nothing is stored", async (_, headers: Record<string, string>, status, code) => {
    const response = await ingest.post(exportRequest(jsonSpan(20)), headers);
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBeNull();
    expect(await response.json()).toMatchObject({ code, message: expect.stringMatching(/.+/), details: [] });
    expect(await isStored(20)).toBe(false);
  });

  test("an undecodable body is 400 with a Status in the request's own encoding", async () => {
    const json = await ingest.post('{"resourceSpans": [');
    expect([json.status, json.headers.get("content-type")]).toEqual([400, "application/json"]);
    expect(await json.json()).toMatchObject({
      code: 3,
      message: expect.stringContaining("not JSON"),
      details: [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field: "body" }] }],
    });
    const binary = await ingest.post(Buffer.from("hello world"), protobuf);
    expect([binary.status, binary.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
    const status = Buffer.from(await binary.arrayBuffer());
    expect(status.subarray(0, 2)).toEqual(Buffer.from([0x08, 3]));
    expect(status.toString("latin1")).toContain("not a valid ExportTraceServiceRequest");
  });

  test("another method is 405 with Allow, another path 404", async () => {
    const get = await fetch(`${ingest.url}/v1/traces`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    const elsewhere = await fetch(`${ingest.url}/v1/logs`, { method: "POST", body: "{}" });
    expect(elsewhere.status).toBe(404);
    expect(await elsewhere.json()).toMatchObject({ code: 5, message: expect.stringContaining("traces only") });
  });
});

test("GET /health tells that spans can be stored, and /metrics counts what was", async () => {
  const health = await fetch(`${ingest.url}/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok", database: "ok" }]);
  expect(await (await fetch(`${ingest.url}/metrics`)).text()).toMatch(/^plumbline_ingest_stored_spans_total [1-9]/m);
});
