import { expect, test } from "vitest";
import type { Config } from "../config";
import { formatCurl, formatGreeting } from "./greeting";

const config: Config = {
  databaseUrl: undefined,
  redisUrl: undefined,
  dataFolder: ".plumbline",
  host: "127.0.0.1",
  ports: { console: 3000, otlpHttp: 4318, postgres: 5433, standin: 4400, worker: 4319 },
  consoleUrl: "http://localhost:3000",
  masterKey: undefined,
  authSecret: undefined,
  admin: undefined,
  bootstrapApiKey: undefined,
  logLevel: "info",
};
const prepared = {
  apiKey: "pl_key",
  isApiKeyUsed: false,
  projectSlug: "default",
  signInUrl: "http://localhost:3000/welcome#t",
  migrationCount: 1,
};

test("a first start prints a way in, the endpoint, the key, the exporter's environment and what to try next", () => {
  const text = formatGreeting(config, prepared, 1_200);
  for (const part of [
    "http://localhost:3000/welcome#t",
    "http://127.0.0.1:4318",
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
    "OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20pl_key",
    "npm run demo",
  ])
    expect(text).toContain(part);
  expect(text).not.toContain("without TLS");
});

test("a key that has been used is not printed again: where it lies is, and the commands read it there", () => {
  const text = formatGreeting({ ...config, dataFolder: "/srv/it's" }, { ...prepared, isApiKeyUsed: true }, 1_200);
  expect(text).not.toContain("pl_key");
  expect(text).toContain("in /srv/it's/secrets/api-key");
  expect(text).toContain(`HEADERS="Authorization=Bearer%20$(cat '/srv/it'\\''s/secrets/api-key')"`);
});

test("a later start says how to get in when the password is lost", () => {
  expect(formatGreeting(config, { ...prepared, signInUrl: undefined }, 1_200)).toContain("sign-in-link");
});

test("listening beyond this machine without TLS is warned of, behind TLS it is not", () => {
  const open = { ...config, host: "0.0.0.0" };
  expect(formatGreeting(open, prepared, 1)).toContain("without TLS");
  expect(formatGreeting(open, prepared, 1)).toContain("http://127.0.0.1:4318");
  expect(formatGreeting({ ...open, consoleUrl: "https://p.example.com" }, prepared, 1)).not.toContain("without TLS");
});

test("the curl is one command whose body is JSON, with 64-bit times as text", () => {
  const text = formatCurl("http://127.0.0.1:4318", "'Authorization: Bearer pl_key'", 1_795_000_000_000);
  const body = JSON.parse(/-d '(.*)'$/s.exec(text)?.[1] ?? "");
  expect(body.resourceSpans[0].scopeSpans[0].spans[0]).toMatchObject({
    startTimeUnixNano: "1794999998800000000",
    endTimeUnixNano: "1795000000000000000",
  });
});
