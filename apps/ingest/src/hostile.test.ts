import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { useTestDatabase } from "@plumbline/db/testing";
import { hostileRequests } from "@plumbline/fixtures/hostile-otlp";
import { decodeTraces } from "@plumbline/otlp/decode-traces";
import { decodePayload } from "@plumbline/span-store/codec";
import { afterEach, describe, expect, test } from "vitest";
import { exportRequest, jsonSpan, useTestIngest } from "./testing";

const database = await useTestDatabase();
const ingest = await useTestIngest(database);
const mediaTypes = { protobuf: "application/x-protobuf", json: "application/json" };

afterEach(async () => {
  expect((await fetch(`${ingest.url}/health`)).status).toBe(200);
});

async function countSpans(): Promise<number> {
  const { rows } = await database.pool.query<{ count: bigint }>("SELECT count(*) FROM span");
  return Number(rows[0]?.count);
}

test.each(hostileRequests())("$name is answered with $status", async ({ encoding, body, status, storedSpans }) => {
  const before = await countSpans();
  const response = await ingest.post(body, { "content-type": mediaTypes[encoding] });
  expect([response.status, response.headers.get("content-type")]).toEqual([status, mediaTypes[encoding]]);
  await response.arrayBuffer();
  if (status === 400) expect(await countSpans()).toBe(before);
  else if (storedSpans !== undefined) expect((await countSpans()) - before).toBe(storedSpans);
});

test("whatever was stored can be read again", async () => {
  const { rows } = await database.pool.query<{ payload: Buffer }>("SELECT payload FROM trace_payload");
  expect(rows.length).toBeGreaterThan(20);
  for (const { payload } of rows) {
    const text = JSON.stringify(decodeTraces(decodePayload(payload)), (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(text.isWellFormed()).toBe(true);
  }
});

describe("compressed bodies", () => {
  test("a gzip body cut at any byte is 400, and the whole one is stored", async () => {
    const whole = gzipSync(exportRequest(jsonSpan(7)));
    const before = await countSpans();
    for (let length = 2; length < whole.length; length += 1) {
      const response = await ingest.post(whole.subarray(0, length), { "content-encoding": "gzip" });
      expect([length, response.status]).toEqual([length, 400]);
      await response.arrayBuffer();
    }
    expect(await countSpans()).toBe(before);
    expect((await ingest.post(whole, { "content-encoding": "gzip" })).status).toBe(200);
    expect(await countSpans()).toBe(before + 1);
  });

  test("a damaged checksum is 400", async () => {
    const damaged = gzipSync(exportRequest(jsonSpan(8)));
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 0xff;
    expect((await ingest.post(damaged, { "content-encoding": "gzip" })).status).toBe(400);
  });

  test("a gzip bomb is 413 and costs little memory", async () => {
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => member));
    const before = process.memoryUsage.rss();
    const responses = await Promise.all(
      Array.from({ length: 4 }, () => ingest.post(bomb, { "content-encoding": "gzip" })),
    );
    expect(responses.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(300);
  });
});

describe("transport", () => {
  const target = new URL(ingest.url);
  const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ingest.key}\r\nContent-Type: application/json\r\n`;

  /** Everything that the server says to these raw bytes until it closes. */
  function raw(...parts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(target.port), target.hostname);
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(answer) : reject(error),
      );
      for (const part of parts) socket.write(part);
    });
  }

  test("a body that is declared too large is refused before it is sent", async () => {
    expect(await raw(`${head}Content-Length: 20971521\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/);
  });

  test("a body that grows too large while it is sent is refused", async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${ingest.url}/v1/traces`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${ingest.key}`,
          "content-type": "application/json",
          "transfer-encoding": "chunked",
        },
      });
      request.once("response", (response) => resolve(response.statusCode));
      request.once("error", reject);
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      for (let sent = 0; sent < 21; sent++) request.write(chunk);
    });
    expect(status).toBe(413);
  });

  test("a body in chunks of one byte is stored", async () => {
    const body = exportRequest(jsonSpan(9));
    const chunks = [...body].map((byte) => `1\r\n${byte}\r\n`).join("");
    const answer = await raw(`${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`, chunks, "0\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("Expect: 100-continue is answered, and refused without a key before the body", async () => {
    const body = exportRequest(jsonSpan(10));
    const length = `Content-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    expect(await raw(head + length, body)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    expect(await raw(head.replace(ingest.key, "nothing") + length)).toMatch(/^HTTP\/1\.1 401 /);
  });

  test.each([
    ["two different lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    ["a negative length", "Content-Length: -1\r\n\r\n"],
    ["a length beside chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ])("%s is 400", async (_, rest) => {
    expect(await raw(head + rest)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("pipelined requests are answered in their order", async () => {
    const one = `${head}Content-Length: 2\r\n\r\n{}`;
    const bad = `${head}Content-Length: 1\r\n\r\n{`;
    const last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    const statuses = (await raw(one + bad + last)).match(/HTTP\/1\.1 \d+/g);
    expect(statuses).toEqual(["HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 200"]);
  });
});
