import { createServer } from "node:net";
import { freePort } from "@plumbline/db/free-port";
import { describe, expect, test } from "vitest";
import { findRedisProblem } from "./check-redis";
import { redisAddress } from "./redis-address";
import { noRedis, startTestRedis } from "./testing";

test("an address is shown without its user, password and options", () => {
  expect(redisAddress("redis://user:secret@cache.example.com")).toBe("redis://cache.example.com:6379");
  expect(redisAddress("rediss://:secret@[::1]:7000/2?family=6")).toBe("rediss://[::1]:7000/2");
});

test("a Redis that is not there is told with its address, within the time given", async () => {
  const port = await freePort();
  const startedAt = Date.now();
  const problem = await findRedisProblem(`redis://:secret@127.0.0.1:${port}`, 600);
  expect(problem).toMatch(new RegExp(`^No Redis answers at redis://127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*\\.$`));
  expect(problem).not.toContain("secret");
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test("something that takes connections and never answers is given up on too", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  expect(await findRedisProblem(`redis://127.0.0.1:${port}`, 500)).toContain(`redis://127.0.0.1:${port}`);
  server.close();
});

describe.skipIf(noRedis !== undefined)("with a Redis", () => {
  test("one that answers has no problem, and one with another password is told at once", async () => {
    const redis = await startTestRedis();
    try {
      expect(await findRedisProblem(redis.url, 5_000)).toBeUndefined();
      redis.command("config", "set", "requirepass", "right");
      const startedAt = Date.now();
      const problem = await findRedisProblem(redis.url.replace("//", "//:wrong@"), 20_000);
      expect(problem).toMatch(/^The Redis at redis:\/\/127\.0\.0\.1:\d+ refuses: /);
      expect(problem).not.toContain("wrong@");
      expect(Date.now() - startedAt).toBeLessThan(10_000);
    } finally {
      await redis.stop();
    }
  });

  test("one that starts only now is waited for", async () => {
    const redis = await startTestRedis();
    const { url } = redis;
    await redis.stop();
    const waiting = findRedisProblem(url, 10_000);
    const again = await startTestRedis(Number(new URL(url).port));
    expect(await waiting).toBeUndefined();
    await again.stop();
  });
});
