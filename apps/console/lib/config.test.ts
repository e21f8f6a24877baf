import { expect, test } from "vitest";
import { readConfig } from "./config";

const least = {
  NODE_ENV: "test",
  DATABASE_URL: "postgres://localhost/plumbline",
  PLUMBLINE_MASTER_KEY: Buffer.from("abcdefghijklmnopqrstuvwxyz012345").toString("base64url"),
} as const;

test("two settings are enough, and the rest has defaults for one machine", () => {
  const config = readConfig({ ...least });
  expect(config).toMatchObject({
    otlpHttpUrl: "http://localhost:4318",
    isLoopbackOnly: true,
    outboundAllowPrivate: false,
    redisUrl: undefined,
  });
  expect(config.masterKey).toHaveLength(32);
  expect(config.authSecret.length).toBeGreaterThanOrEqual(32);
});

test("exporters are told the console's own host with the OTLP port", () => {
  const config = readConfig({
    ...least,
    PLUMBLINE_CONSOLE_URL: "https://plumbline.example.com",
    PLUMBLINE_OTLP_HTTP_PORT: "14318",
  });
  expect(config.otlpHttpUrl).toBe("http://plumbline.example.com:14318");
});

test("a console that listens beyond loopback says so", () => {
  for (const host of ["0.0.0.0", "::", "10.0.0.7"])
    expect(readConfig({ ...least, PLUMBLINE_HOST: host }).isLoopbackOnly).toBe(false);
});

test("a wrong setting is named with what it must be", () => {
  expect(() => readConfig({ ...least, PLUMBLINE_MASTER_KEY: "short" })).toThrow(
    "PLUMBLINE_MASTER_KEY must be 32 bytes in base64url",
  );
  expect(() => readConfig({ NODE_ENV: "test" })).toThrow("DATABASE_URL");
});
