import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { proxy } from "../proxy";
import { isInternalHeader, isKnownHost, pagePolicy } from "./security-headers";

const consoleUrl = new URL("https://plumbline.example.com");

function answer(path: string, headers: Record<string, string> = {}) {
  return proxy(new NextRequest(`http://localhost:3000${path}`, { headers: { host: "localhost:3000", ...headers } }));
}

test("a page may run only scripts with its own nonce, and no inline style at all", () => {
  const policy = pagePolicy("n0nce", false);
  expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe");
  for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "style-src-attr 'none'"])
    expect(policy).toContain(directive);
});

test("every page has another nonce, forbids caching and says nothing to other sites", () => {
  const [one, other] = [answer("/sign-in"), answer("/sign-in")];
  const nonceOf = (response: Response) =>
    /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
  expect(nonceOf(one)).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(nonceOf(one)).not.toBe(nonceOf(other));
  expect(Object.fromEntries(one.headers)).toMatchObject({
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
});

test("an answer of the API can never run or be framed", () => {
  expect(answer("/api/v1/projects").headers.get("content-security-policy")).toBe(
    "default-src 'none'; frame-ancestors 'none'",
  );
});

test("only the configured name and loopback names are answered", () => {
  const known = [
    "plumbline.example.com",
    "PLUMBLINE.example.com:8443",
    "localhost:3000",
    "127.0.0.1:3000",
    "[::1]:3000",
  ];
  for (const host of known) expect(isKnownHost(host, consoleUrl), host).toBe(true);
  const foreign = [
    "evil.example",
    "plumbline.example.com.evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil",
    "",
    null,
  ];
  for (const host of foreign) expect(isKnownHost(host, consoleUrl), String(host)).toBe(false);
});

test("a name that was re-pointed at the console is turned away, except by the health probe", () => {
  expect(answer("/p/default/traces", { host: "evil.example" }).status).toBe(421);
  expect(answer("/api/v1/projects", { host: "evil.example" }).status).toBe(421);
  expect(answer("/api/health", { host: "10.0.0.7:3000" }).status).toBe(200);
});

test("headers that steer Next from inside are dropped when they come from outside", () => {
  const inside = [
    "x-middleware-subrequest",
    "x-middleware-rewrite",
    "x-invoke-path",
    "next-action",
    "x-nonce",
    "x-matched-path",
  ];
  for (const name of inside) expect(isInternalHeader(name), name).toBe(true);
  for (const name of ["cookie", "authorization", "next-router-state-tree", "rsc"])
    expect(isInternalHeader(name), name).toBe(false);
  const response = answer("/sign-in", {
    "x-middleware-subrequest": "proxy:proxy",
    "x-nonce": "mine",
    "next-action": "1",
  });
  // Next reads the changed request headers out of these.
  const passed = response.headers.get("x-middleware-override-headers")?.split(",") ?? [];
  expect(passed).not.toContain("x-middleware-subrequest");
  expect(passed).not.toContain("next-action");
  expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("mine");
});
