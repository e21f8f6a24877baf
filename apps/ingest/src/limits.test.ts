import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { readConfig } from "./config";
import { exportRequest, jsonSpan, useTestIngest } from "./testing";

const database = await useTestDatabase();

function openRequest(ingest: { url: string; key: string }) {
  const request = httpRequest(`${ingest.url}/v1/traces`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ingest.key}`,
      "content-type": "application/json",
      "transfer-encoding": "chunked",
    },
  });
  const response = once(request, "response").then(([message]) => message as IncomingMessage);
  return { request, response };
}

async function bytesInFlight(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^plumbline_ingest_bytes_in_flight (\d+)$/m.exec(text)?.[1]);
}

test("bodies beyond the memory limit are told to come back, and the memory is given back", async () => {
  const ingest = await useTestIngest(database, { bytesInFlightMax: 100_000 });
  const slow = openRequest(ingest);
  slow.request.write(" ".repeat(99_000));
  await expect.poll(() => bytesInFlight(ingest.url)).toBe(99_000);

  const refused = await ingest.post(exportRequest(...Array.from({ length: 20 }, (_, index) => jsonSpan(index + 1))));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ code: 14 });

  slow.request.end("{}");
  expect((await slow.response).statusCode).toBe(200);
  await expect.poll(() => bytesInFlight(ingest.url)).toBe(0);
  expect((await ingest.post(exportRequest(jsonSpan(30)))).status).toBe(200);
});

test("a sender that goes away in the middle of its body leaves nothing behind", async () => {
  const ingest = await useTestIngest(database);
  const gone = openRequest(ingest);
  gone.response.catch(() => undefined);
  gone.request.write(exportRequest(jsonSpan(31)).slice(0, 100));
  await expect.poll(() => bytesInFlight(ingest.url)).toBe(100);
  gone.request.on("error", () => undefined);
  gone.request.destroy();
  await expect.poll(() => bytesInFlight(ingest.url)).toBe(0);
});

test("a body that does not come in time ends its connection", async () => {
  const ingest = await useTestIngest(database, { requestTimeoutMs: 300, headersTimeoutMs: 300 });
  const slow = openRequest(ingest);
  slow.request.write("{");
  expect((await slow.response).statusCode).toBe(408);
});

test("a revoked key is refused within a second", async () => {
  const ingest = await useTestIngest(database);
  expect((await ingest.post("{}")).status).toBe(200);
  await database.pool.query("UPDATE api_key SET revoked_at = now() WHERE project_id = $1", [ingest.projectId]);
  await expect.poll(async () => (await ingest.post("{}")).status, { timeout: 1_500, interval: 100 }).toBe(401);
});

test("the configuration names what is wrong with it", () => {
  expect(() => readConfig({})).toThrow("DATABASE_URL");
  expect(() => readConfig({ DATABASE_URL: "postgres://x", PLUMBLINE_OTLP_HTTP_PORT: "99999" })).toThrow(
    "PLUMBLINE_OTLP_HTTP_PORT",
  );
  expect(readConfig({ DATABASE_URL: "postgres://x" })).toMatchObject({ host: "127.0.0.1", otlpHttpPort: 4318 });
});
