import { expect, test } from "vitest";
import { newSecret, newUuid } from "./ids";

test("a new UUID is one of version 7: its first 48 bits are the time, so that it sorts by it", () => {
  const now = Date.UTC(2026, 10, 23, 1, 2, 3, 456);
  const id = newUuid(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
  expect(newUuid(now) === id).toBe(false);
});

test("a secret has 256 random bits, written as 43 base64url characters", () => {
  const secrets = Array.from({ length: 200 }, newSecret);
  for (const secret of secrets) {
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(secret, "base64url").toString("base64url")).toBe(secret);
  }
  expect(new Set(secrets).size).toBe(secrets.length);
});
