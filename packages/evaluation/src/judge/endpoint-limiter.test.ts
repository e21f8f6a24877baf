import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { EndpointLimiter } from "./endpoint-limiter";
import { JudgeFailure } from "./outcome";
import { backoffMs, retryAfterMs } from "./retry-after";

const never = { signal: new AbortController().signal, until: Number.POSITIVE_INFINITY };
setMaxListeners(0, never.signal);
const tooMuch = new JudgeFailure("rate", "Too much.", { httpStatus: 429 });

test("begins with one call at a time and grows to its maximum while calls succeed", async () => {
  const limiter = new EndpointLimiter(4);
  let running = 0;
  const most: number[] = [];
  const call = async () => {
    await limiter.run(never, async () => {
      running += 1;
      most.push(running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    limiter.succeeded();
  };
  await Promise.all(Array.from({ length: 60 }, call));
  expect(most[0]).toBe(1);
  expect(Math.max(...most)).toBe(4);
});

test("halves when the endpoint has too much, and counts one burst once", () => {
  const limiter = new EndpointLimiter(8);
  for (let call = 0; call < 200; call += 1) limiter.succeeded();
  expect(limiter.concurrency).toBe(8);
  limiter.failed(tooMuch, 0, 10_000);
  limiter.failed(tooMuch, 0, 10_200);
  limiter.failed(tooMuch, 0, 10_400);
  expect(limiter.concurrency).toBe(4);
  limiter.failed(tooMuch, 0, 12_000);
  expect(limiter.concurrency).toBe(2);
});

test("holds back every caller for as long as one of them was told to wait", async () => {
  const limiter = new EndpointLimiter(4);
  limiter.failed(tooMuch, 150);
  const startedAt = performance.now();
  await Promise.all([limiter.run(never, async () => {}), limiter.run(never, async () => {})]);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);
});

test("a pause that outlasts a wait ends the wait at once, with its cause and what is left of it", async () => {
  const limiter = new EndpointLimiter(1);
  const patient = { ...never, until: Date.now() + 10_000 };
  let release = () => {};
  const first = limiter.run(patient, () => new Promise<void>((resolve) => (release = resolve)));
  const second = limiter.run(patient, async () => {});
  limiter.failed(tooMuch, 3_600_000);
  const told = { outcome: "rate", message: "Too much.", facts: { httpStatus: 429, retryAfterMs: expect.any(Number) } };
  await expect(second).rejects.toMatchObject(told);
  await expect(limiter.run(patient, async () => {})).rejects.toMatchObject(told);
  release();
  await first;
});

test("only 'too many calls' slows the starts down; a server that fails is waited for by its pause alone", async () => {
  const limiter = new EndpointLimiter(1);
  for (let call = 0; call < 4; call += 1) {
    limiter.failed(new JudgeFailure("server", "Broken.", { httpStatus: 500 }), 0, Date.now() - 10_000 + call * 2_000);
  }
  const startedAt = performance.now();
  for (let call = 0; call < 5; call += 1) await limiter.run(never, async () => {});
  expect(performance.now() - startedAt).toBeLessThan(500);
});

test("a wait that is ended leaves no place taken", async () => {
  const limiter = new EndpointLimiter(1);
  let release = () => {};
  const first = limiter.run(never, () => new Promise<void>((resolve) => (release = resolve)));
  const ending = new AbortController();
  const second = limiter.run({ ...never, signal: ending.signal }, async () => {});
  ending.abort();
  await expect(second).rejects.toMatchObject({ outcome: "cancelled" });
  release();
  await first;
  await expect(limiter.run(never, async () => "free")).resolves.toBe("free");
});

describe("a server that takes a limited number of calls a second", () => {
  test("answers all of 60 calls, and refuses few once the pace is found", async () => {
    const perSecond = 20;
    const times: number[] = [];
    let refused = 0;
    let refusedLate = 0;
    const server = createServer((_request, response) => {
      const now = performance.now();
      const recent = times.filter((at) => at > now - 1_000).length;
      const accepts = recent < perSecond;
      if (accepts) times.push(now);
      else {
        refused += 1;
        if (times.length > 20) refusedLate += 1;
      }
      response.writeHead(accepts ? 200 : 429).end();
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
    const limiter = new EndpointLimiter(8);
    const call = async () => {
      for (;;) {
        const status = await limiter.run(never, async () => (await fetch(`http://127.0.0.1:${port}`)).status);
        if (status === 200) return limiter.succeeded();
        limiter.failed(tooMuch, 0);
      }
    };
    await Promise.all(Array.from({ length: 60 }, call));
    server.close();
    expect(times).toHaveLength(60);
    expect(refused).toBeGreaterThan(0);
    expect(refusedLate).toBeLessThanOrEqual(6);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

  test.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": " 1.5 " }, 1_500],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after": "999999999" }, 86_400_000],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-3" }, undefined],
    [{}, undefined],
  ])("%j is %s ms", (headers, ms) => {
    expect(read(headers as Record<string, string>)).toBe(ms);
  });
});

test("backoff doubles, stays under its maximum, and uses the whole range", () => {
  expect(backoffMs(1, 500, 8_000, () => 1)).toBe(1_000);
  expect(backoffMs(10, 500, 8_000, () => 1)).toBe(8_000);
  expect(backoffMs(3, 500, 8_000, () => 0)).toBe(0);
});
