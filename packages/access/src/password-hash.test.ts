import { expect, test } from "vitest";
import { createPasswordHasher } from "./password-hash";

const MiB = 1 << 20;

test("hashing goes one at a time, a few wait, and the rest are told to come later before memory runs out", async () => {
  const passwords = createPasswordHasher({ waitingMax: 3 });
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => passwords.hash("correct horse battery")));
  clearInterval(watch);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  for (const outcome of outcomes.slice(3)) {
    expect(outcome).toMatchObject({ reason: { code: "auth.rate_limited", retryAfterSeconds: 10 } });
  }
  // One hash takes 128 MiB; two at once would take 256.
  expect(peak - before).toBeLessThan(220 * MiB);
}, 60_000);

test("a password is known by its hash, and no other is, nor any hash that is not ours", async () => {
  const passwords = createPasswordHasher();
  const hash = await passwords.hash("pässword 密码");
  expect(hash).not.toBe(await passwords.hash("pässword 密码"));
  expect(await passwords.verify("pässword 密码", hash)).toBe(true);
  for (const [password, stored] of [
    ["pässword 密", hash],
    ["", hash],
    ["pässword 密码", hash.replace("scrypt$17", "scrypt$30")],
    ["pässword 密码", ""],
  ] as const) {
    expect(await passwords.verify(password, stored)).toBe(false);
  }
}, 60_000);

test("hashes of an earlier, cheaper setting still open", async () => {
  const old = "scrypt$14$8$1$AAAAAAAAAAAAAAAAAAAAAA$";
  const { scryptSync } = await import("node:crypto");
  const key = scryptSync("letters and sounds", Buffer.alloc(16), 32, { N: 2 ** 14, r: 8, p: 1 }).toString("base64url");
  expect(await createPasswordHasher().verify("letters and sounds", old + key)).toBe(true);
}, 60_000);
