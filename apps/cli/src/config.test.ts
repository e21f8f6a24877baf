import { describe, expect, test } from "vitest";
import { parseConfig } from "./config";
import { Stop } from "./stop";

/** What the terminal shows for these settings. */
function refusal(environment: Readonly<Record<string, string>>): string {
  try {
    parseConfig({ ...environment } as NodeJS.ProcessEnv);
  } catch (error) {
    if (error instanceof Stop) return error.message;
    throw error;
  }
  throw new Error("The settings were accepted.");
}

describe("a wrong setting is one sentence with its name, what is allowed and an example", () => {
  const cases: [string, Record<string, string>, string][] = [
    ["a port that is a word", { PLUMBLINE_CONSOLE_PORT: "abc" }, 'from 1 to 65535 such as 3000, not "abc".'],
    ["a port out of range", { PLUMBLINE_OTLP_HTTP_PORT: "70000" }, 'from 1 to 65535 such as 4318, not "70000".'],
    ["a port of zero", { PLUMBLINE_POSTGRES_PORT: "0" }, 'such as 5433, not "0".'],
    ["a port with a fraction", { PLUMBLINE_STANDIN_PORT: "1.5" }, 'such as 4400, not "1.5".'],
    ["the worker's port", { PLUMBLINE_WORKER_PORT: "-1" }, 'such as 4319, not "-1".'],
    ["a database that is no address", { DATABASE_URL: "mydb" }, "such as postgres://"],
    ["a database of another kind", { DATABASE_URL: "mysql://root:hunter22@db/x" }, "such as postgres://"],
    ["a Redis that is no address", { REDIS_URL: "127.0.0.1:6379" }, "such as redis://127.0.0.1:6379."],
    [
      "a host with a scheme",
      { PLUMBLINE_HOST: "http://0.0.0.0" },
      'such as 127.0.0.1 or 0.0.0.0, not "http://0.0.0.0".',
    ],
    ["a host with a port", { PLUMBLINE_HOST: "0.0.0.0:3000" }, 'not "0.0.0.0:3000".'],
    [
      "a console address that is a word",
      { PLUMBLINE_CONSOLE_URL: "foo" },
      'such as https://plumbline.example.com, not "foo".',
    ],
    ["a console address without a scheme", { PLUMBLINE_CONSOLE_URL: "localhost:3000" }, 'not "localhost:3000".'],
    ["a console address with a path", { PLUMBLINE_CONSOLE_URL: "https://x.example/plumbline" }, "without a path"],
    ["a short master key", { PLUMBLINE_MASTER_KEY: "hunter22" }, "must be 32 bytes in base64url"],
    ["an example master key", { PLUMBLINE_MASTER_KEY: "A".repeat(43) }, "openssl rand"],
    ["a short session secret", { PLUMBLINE_AUTH_SECRET: "hunter22" }, "at least 32 characters, such as"],
    ["a foreign API key", { PLUMBLINE_BOOTSTRAP_API_KEY: "hunter22" }, "must be pl_ and 43 characters"],
    ["a flag that is a word", { PLUMBLINE_OUTBOUND_ALLOW_PRIVATE: "maybe" }, "must be true or false"],
    ["a network as an address", { PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: "10.0.0.0/8" }, '"10.0.0.0/8" is none.'],
    ["a name as an address", { PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: "10.0.0.7,judge.internal" }, "such as 10.0.0.7"],
    ["a log level", { PLUMBLINE_LOG_LEVEL: "loud" }, 'must be one of debug, info, warn, error, not "loud".'],
  ];
  test.each(cases)("%s", (_, environment, expected) => {
    const [name = ""] = Object.keys(environment);
    const sentence = refusal(environment).split("\n")[0] ?? "";
    expect(sentence.startsWith(`${name} `)).toBe(true);
    expect(sentence).toContain(expected);
    expect(sentence).toMatch(/\.$/);
    expect(sentence.split(name)).toHaveLength(2);
    expect(sentence).not.toMatch(/Invalid|received|NaN|hunter22/);
  });

  const admin = { PLUMBLINE_ADMIN_EMAIL: "owner@example.com", PLUMBLINE_ADMIN_PASSWORD: "a long enough passphrase" };
  test("an owner who could not be made", () => {
    expect(refusal({ ...admin, PLUMBLINE_ADMIN_EMAIL: "xy" })).toMatch(
      /^PLUMBLINE_ADMIN_EMAIL must be an e-mail address, such as owner@example\.com, not "xy"\./,
    );
    const short = refusal({ ...admin, PLUMBLINE_ADMIN_PASSWORD: "123" });
    expect(short).toMatch(/^PLUMBLINE_ADMIN_PASSWORD cannot be used\. Use at least 8 characters/);
    expect(short).not.toContain("123");
    expect(refusal({ PLUMBLINE_ADMIN_EMAIL: "owner@example.com" })).toMatch(
      /^PLUMBLINE_ADMIN_PASSWORD is missing: set both/,
    );
    expect(refusal({ PLUMBLINE_ADMIN_PASSWORD: "x" })).toMatch(/^PLUMBLINE_ADMIN_EMAIL is missing/);
  });

  test("every one of several, and that nothing was started", () => {
    const told = refusal({ PLUMBLINE_CONSOLE_PORT: "abc", PLUMBLINE_LOG_LEVEL: "loud" });
    expect(told).toContain("PLUMBLINE_CONSOLE_PORT must");
    expect(told).toContain("PLUMBLINE_LOG_LEVEL must");
    expect(told).toContain("Nothing was started.");
  });
});

test("what is right is taken, and nothing has to be set", () => {
  expect(parseConfig({ NODE_ENV: "test" })).toMatchObject({
    host: "127.0.0.1",
    ports: { console: 3000, otlpHttp: 4318, postgres: 5433, standin: 4400, worker: 4319 },
    consoleUrl: "http://localhost:3000",
    admin: undefined,
  });
  const given = {
    NODE_ENV: "test",
    DATABASE_URL: "postgresql://plumbline:p%40ss@db.internal/plumbline?sslmode=require",
    REDIS_URL: "rediss://:secret@cache.internal:6380/1",
    PLUMBLINE_HOST: "::",
    PLUMBLINE_CONSOLE_URL: "https://plumbline.example.com/",
    PLUMBLINE_CONSOLE_PORT: "3100",
    PLUMBLINE_ADMIN_EMAIL: "owner@example.com",
    PLUMBLINE_ADMIN_PASSWORD: "a long enough passphrase",
    PLUMBLINE_BOOTSTRAP_API_KEY: `pl_${"A1b-_".repeat(8)}xyz`,
    PLUMBLINE_OUTBOUND_ALLOW_PRIVATE: "yes",
    PLUMBLINE_DATA_DIR: "",
  } as const;
  expect(parseConfig(given)).toMatchObject({
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    consoleUrl: "https://plumbline.example.com",
    admin: { email: "owner@example.com" },
  });
});
