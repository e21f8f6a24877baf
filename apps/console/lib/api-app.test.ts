import { createTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerApi } from "./api-app";
import { getServices } from "./services";

const database = await createTestDatabase();
const origin = "http://localhost:3000";
const owner = { email: "ada@example.com", name: "Ada", password: "a long enough passphrase" };

beforeAll(async () => {
  process.env.DATABASE_URL = database.url;
  process.env.PLUMBLINE_MASTER_KEY = Buffer.from("abcdefghijklmnopqrstuvwxyz012345").toString("base64url");
  process.env.PLUMBLINE_CONSOLE_URL = origin;
  // The pool's last connections may still be closing when the database is dropped.
  process.env.PLUMBLINE_LOG_LEVEL = "error";
  const { access } = await getServices();
  await access.createFirstOwner(owner);
});

afterAll(async () => {
  const { access, pool } = await getServices();
  await access.close();
  await pool.end();
  await database.drop();
});

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return answerApi(new Request(origin + path, init));
}

function signIn(headers: Record<string, string> = { origin }): Promise<Response> {
  return call("/api/auth/sign-in/email", {
    method: "POST",
    body: JSON.stringify({ email: owner.email, password: owner.password }),
    headers: { "content-type": "application/json", ...headers },
  });
}

test("health says that the console and its database answer", async () => {
  const response = await call("/api/health");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok", database: "ok" });
});

test("signing in gives a cookie that scripts cannot read, and it opens the API", async () => {
  const response = await signIn();
  expect(response.status).toBe(200);
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  const projects = await call("/api/v1/projects", { headers: { cookie: cookie.split(";")[0] ?? "" } });
  expect(await projects.json()).toMatchObject({ items: [{ slug: "default" }] });
});

test("another site cannot sign a browser in", async () => {
  expect((await signIn({ origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status).toBe(403);
});

test("without a session the API answers 401, and an unknown path 404, in the words of the catalogue", async () => {
  const refused = await call("/api/v1/projects");
  expect([refused.status, (await refused.json()).error.code]).toEqual([401, "auth.missing"]);
  const unknown = await call("/api/nothing");
  expect([unknown.status, (await unknown.json()).error.code]).toEqual([404, "resource.not_found"]);
});
