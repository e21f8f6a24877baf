import { createPool } from "@plumbline/db/pool";
import { createPrismaClient } from "@plumbline/db/prisma";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test, vi } from "vitest";
import { createAccess } from "./create-access";
import { authRequest, cookieHeader, createTestAccess, testConsoleUrl } from "./testing";

// Hashing a password takes half a second of a core, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const database = await useTestDatabase();
const { access, owner, project, prisma, signIn } = await createTestAccess(database);
afterAll(() => access.close());

const withCookie = (cookie: string) => new Headers({ cookie });
const errorOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { error: { code: string; message: string; field?: string } }).error,
});

test("the owner signs in with a password, is known by the cookie, and is nobody after signing out", async () => {
  const cookie = cookieHeader(await access.auth.handler(authRequest("/sign-in/email", owner)));
  const { password: _password, ...principal } = owner;
  expect(await access.principalFromHeaders(withCookie(cookie))).toEqual(principal);
  expect(await access.authorize(principal, "project:manage", project.id)).toMatchObject({ projectId: project.id });
  const out = await access.auth.handler(authRequest("/sign-out", {}, { cookie }));
  expect(out.status).toBe(200);
  expect(await access.principalFromHeaders(withCookie(cookie))).toBeUndefined();
});

test("the cookie is HttpOnly, Lax and for this host; on https it is Secure and __Host-", async () => {
  const token = await access.createSignInLink(owner.userId);
  const answer = await access.auth.handler(authRequest("/sign-in-link/redeem", { token }));
  const [cookie = ""] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^plumbline-session=/);
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(cookie).not.toMatch(/Domain|Secure/);

  const consoleUrl = "https://plumbline.example.com";
  const secure = createAccess({
    pool: database.pool,
    prisma,
    masterKey: Buffer.alloc(32, 7),
    authSecret: "x".repeat(43),
    consoleUrl,
  });
  const request = new Request(`${consoleUrl}/api/auth/sign-in-link/redeem`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: consoleUrl },
    body: JSON.stringify({ token: await secure.createSignInLink(owner.userId) }),
  });
  const [secureCookie = ""] = (await secure.auth.handler(request)).headers.getSetCookie();
  expect(secureCookie).toMatch(/^__Host-plumbline-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(await secure.principalFromHeaders(withCookie(secureCookie.split(";")[0] ?? ""))).toMatchObject({
    userId: owner.userId,
  });
});

test("a forged, cut or unsigned cookie is nobody's", async () => {
  const cookie = await signIn();
  const [name = "", value = ""] = cookie.split("=", 2);
  const [token = ""] = decodeURIComponent(value).split(".");
  for (const forged of [
    `${name}=${token}`,
    `${name}=${token}.`,
    `${name}=${encodeURIComponent(`${token}.${Buffer.alloc(32).toString("base64")}`)}`,
    `${name}=${value.slice(0, -8)}`,
    `${name}=%`,
    `${name}=`,
    `other-${cookie}`,
    "",
  ]) {
    expect(await access.principalFromHeaders(withCookie(forged)), forged).toBeUndefined();
  }
});

test("a session ends after 12 idle hours and 14 days after sign-in, however busy", async () => {
  for (const change of [
    "updated_at = now() - interval '12 hours 1 second'",
    "expires_at = now() - interval '1 second', updated_at = now()",
  ]) {
    const cookie = await signIn();
    await database.pool.query(`UPDATE session SET ${change}`);
    expect(await access.principalFromHeaders(withCookie(cookie)), change).toBeUndefined();
    const { rows } = await database.pool.query("SELECT * FROM session WHERE updated_at > now() - interval '1 minute'");
    expect(rows.filter((row) => row.expires_at > new Date())).toEqual([]);
    const asked = await access.auth.handler(
      new Request(`${testConsoleUrl}/api/auth/get-session`, { headers: { cookie } }),
    );
    expect(await asked.json()).toBeNull();
  }
  await signIn();
  const { rows } = await database.pool.query(
    "SELECT extract(epoch FROM expires_at - now()) / 86400 AS days FROM session ORDER BY created_at DESC LIMIT 1",
  );
  expect(Number(rows[0].days)).toBeCloseTo(14, 1);
});

test("a request keeps its session alive", async () => {
  const cookie = await signIn();
  await database.pool.query("UPDATE session SET updated_at = now() - interval '11 hours'");
  expect(await access.principalFromHeaders(withCookie(cookie))).toBeDefined();
  await access.close();
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS count FROM session WHERE updated_at > now() - interval '1 minute'",
  );
  expect(rows[0].count).toBe(1);
});

test("a wrong password and an unknown account get the same answer, and both cost a hash", async () => {
  const answers = [];
  for (const email of [owner.email, "nobody@example.com"]) {
    const started = performance.now();
    const answer = await access.auth.handler(authRequest("/sign-in/email", { email, password: "not the password" }));
    answers.push(await errorOf(answer));
    expect(
      answer.headers
        .getSetCookie()
        .filter((cookie) => cookie.startsWith("plumbline-session="))
        .join(),
    ).toMatch(/^(plumbline-session=;.*)?$/);
    expect(performance.now() - started).toBeGreaterThan(50);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toEqual({
    status: 401,
    code: "auth.invalid",
    message: "E-mail address or password is not right.",
  });
});

test("the eleventh guess at one account is not checked; other accounts and open sessions go on", async () => {
  const cookie = await signIn();
  const email = "guessed@example.com";
  const statuses: number[] = [];
  for (let guess = 0; guess < 4; guess += 1) {
    // Eight guesses of others before, to save their hashing time here.
    if (guess === 1) await database.pool.query("UPDATE rate_limit SET count = 9 WHERE key LIKE 'sign-in|%'");
    // A new address for every guess: the count is the account's, in any spelling of it.
    const headers = { "x-forwarded-for": `198.51.100.${guess}` };
    const spelling = guess % 2 === 0 ? email : email.toUpperCase();
    const answer = await access.auth.handler(
      authRequest("/sign-in/email", { email: spelling, password: `wrong guess ${guess}` }, headers),
    );
    statuses.push(answer.status);
    if (answer.status === 429) {
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(200);
      expect(await errorOf(answer)).toMatchObject({ code: "auth.rate_limited" });
    }
  }
  expect(statuses).toEqual([401, 401, 429, 429]);
  expect(await access.principalFromHeaders(withCookie(cookie))).toBeDefined();
  await database.pool.query("DELETE FROM rate_limit WHERE key LIKE '%|/sign-in%'");
  await expect(signIn()).resolves.toContain("plumbline-session=");
});

test("nobody can sign up, and what is not on the list of routes does not exist", async () => {
  const bodies = { email: "new@example.com", password: "correct horse battery", name: "New" };
  for (const path of [
    "/sign-up/email",
    "/sign-in/social",
    "/forget-password",
    "/request-password-reset",
    "/update-user",
    "/delete-user",
    "/change-email",
    "/link-social",
    "/error",
    "/ok",
    "/__proto__",
    "/toString",
    "//sign-in/email",
    "/sign-in/email/",
  ]) {
    const answer = await access.auth.handler(authRequest(path, bodies));
    expect(await errorOf(answer), path).toMatchObject({ status: 404, code: "resource.not_found" });
  }
  const { rows } = await database.pool.query(`SELECT count(*)::int AS count FROM "user"`);
  expect(rows[0].count).toBe(1);
});

test("a POST from another site, from no site or as a form is refused; a GET never signs in", async () => {
  const body = { email: owner.email, password: owner.password };
  const send = (headers: Record<string, string>) =>
    new Request(`${testConsoleUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const refused: [Record<string, string>, number][] = [
    [{ origin: "https://evil.example.com" }, 403],
    [{ origin: "http://127.0.0.1:3001" }, 403],
    [{ origin: "null" }, 403],
    [{}, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "none" }, 403],
    [{ origin: testConsoleUrl, "sec-fetch-site": "cross-site" }, 403],
    [{ origin: testConsoleUrl, "content-type": "text/plain" }, 415],
    [{ origin: testConsoleUrl, "content-type": "application/x-www-form-urlencoded" }, 415],
  ];
  for (const [headers, status] of refused) {
    const answer = await access.auth.handler(send(headers));
    expect(answer.status, JSON.stringify(headers)).toBe(status);
  }
  const byGet = await access.auth.handler(new Request(`${testConsoleUrl}/api/auth/sign-in/email`));
  expect(byGet.status).toBe(405);
  const localhost = await access.auth.handler(send({ origin: "http://localhost:3000" }));
  expect(localhost.status).toBe(200);
});

test("the stored password is scrypt with N = 2^17", async () => {
  const { rows } = await database.pool.query("SELECT password FROM account");
  expect(rows[0].password).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
});

test("a password of 64 characters of any script works, and a changed one ends the other sessions", async () => {
  await database.pool.query("DELETE FROM rate_limit");
  const elsewhere = await signIn();
  const here = await signIn();
  const newPassword = `${"密码éß🦊 ".repeat(10)}ende`;
  expect([...newPassword].length).toBe(64);
  const weak = await access.auth.handler(
    authRequest("/change-password", { currentPassword: owner.password, newPassword: "Password1" }, { cookie: here }),
  );
  expect(await errorOf(weak)).toMatchObject({ status: 400, field: "password" });
  const changed = await access.auth.handler(
    authRequest(
      "/change-password",
      { currentPassword: owner.password, newPassword, revokeOtherSessions: true },
      { cookie: here },
    ),
  );
  expect(changed.status).toBe(200);
  expect(await access.principalFromHeaders(withCookie(elsewhere))).toBeUndefined();
  const signedIn = await access.auth.handler(
    authRequest("/sign-in/email", { email: owner.email, password: newPassword }),
  );
  expect(await access.principalFromHeaders(withCookie(cookieHeader(signedIn)))).toMatchObject({ kind: "user" });
  const cut = await access.auth.handler(
    authRequest("/sign-in/email", { email: owner.email, password: newPassword.trimEnd().slice(0, -1) }),
  );
  expect(cut.status).toBe(401);
});

test("an API key in the headers is the principal even beside a cookie, and a wrong one is refused", async () => {
  const key = `pl_${"k".repeat(43)}`;
  await access.ensureBootstrapApiKey(project.id, key);
  const headers = new Headers({ authorization: `Bearer ${key}`, cookie: "plumbline-session=x" });
  expect(await access.principalFromHeaders(headers)).toMatchObject({ kind: "api-key", projectId: project.id });
  const wrong = new Headers({ "x-plumbline-key": `pl_${"w".repeat(43)}` });
  await expect(access.principalFromHeaders(wrong)).rejects.toMatchObject({ code: "auth.invalid" });
  expect(await access.principalFromHeaders(new Headers())).toBeUndefined();
});

test("sign-ins and failures stand in the audit log, and no password does", async () => {
  await access.close();
  const { rows } = await database.pool.query("SELECT action, row_to_json(audit_event)::text AS text FROM audit_event");
  const actions = new Set(rows.map((row) => row.action));
  for (const action of ["owner.created", "project.created", "session.created", "sign-in.failed"]) {
    expect(actions, action).toContain(action);
  }
  for (const { text } of rows) expect(text).not.toMatch(/horse|wrong guess|not the password/);
});

test("with the database away the answer is 503 with Retry-After, not 401 and not 500", async () => {
  const gone = createPool({ url: "postgres://postgres@127.0.0.1:1/none", applicationName: "test" });
  const cut = createAccess({
    pool: gone,
    prisma: createPrismaClient(gone),
    masterKey: Buffer.alloc(32, 7),
    authSecret: "x".repeat(43),
    consoleUrl: testConsoleUrl,
  });
  const answer = await cut.auth.handler(authRequest("/sign-in/email", owner));
  expect(answer.headers.get("retry-after")).toBe("2");
  expect(await errorOf(answer)).toMatchObject({ status: 503, code: "store.unavailable" });
  await expect(cut.authenticateApiKey(`pl_${"k".repeat(43)}`)).rejects.toMatchObject({ code: "store.unavailable" });
  await gone.end();
});
