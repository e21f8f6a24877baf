import { readdir, readFile } from "node:fs/promises";
import type { Permission } from "@plumbline/base/grant";
import { permissions } from "@plumbline/base/grant";
import { useTestDatabase } from "@plumbline/db/testing";
import { startJudgeServer } from "@plumbline/evaluation/testing/judge-server";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { AnyRoute } from "./define-route";
import { openApiDocument, openApiRoute } from "./openapi";
import { pathsOf } from "./route-paths";
import { routes } from "./routes";
import { type CallerName, callerNames, createApiWorld } from "./testing/api-world";
import { operationOf, type RouteSample, routeSamples } from "./testing/route-samples";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createApiWorld(database.pool, judge.baseUrl);
const everyRoute: readonly AnyRoute[] = [...routes, openApiRoute(routes)];
const cases = everyRoute.map((route) => [operationOf(route), route] as const);

const routeFolder = new URL("./routes/", import.meta.url);
const routeFiles = (await readdir(routeFolder)).filter((name) => !name.endsWith(".test.ts"));

/** Ids that are well-formed and name nothing. */
const unknownIds: Readonly<Record<string, string>> = {
  traceId: "f".repeat(32),
  spanId: "f".repeat(16),
};
/** Texts that are no id. A session may be called anything up to a length. */
const brokenIds: Readonly<Record<string, string>> = { sessionId: "x".repeat(1001) };
const unknownUuid = "0199ffff-ffff-7fff-8fff-ffffffffffff";

function pathOf(
  route: AnyRoute,
  sample: RouteSample,
  { template = route.path, projectId = world.projectId as string } = {},
) {
  const query = new URLSearchParams(sample.query).toString();
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "projectId" ? projectId : (sample.params?.[name] ?? unknownUuid),
  );
  return query === "" ? path : `${path}?${query}`;
}

async function sampleOf(route: AnyRoute): Promise<RouteSample> {
  const make = routeSamples[operationOf(route)];
  if (make === undefined) throw new Error(`${operationOf(route)} has no sample in testing/route-samples.ts.`);
  return make(world);
}

/** Someone who may call the route. */
function allowedCaller(route: AnyRoute): CallerName {
  return route.permission === "trace:read-shared" ? "share session" : "owner";
}

describe("the route folder", () => {
  test.each(routeFiles)("%s holds one route, with its permission, and the API serves it", async (name) => {
    const source = await readFile(new URL(name, routeFolder), "utf8");
    expect(source.match(/\bdefineRoute\(/g)).toHaveLength(1);
    const declared = /\n {2}permission: "([a-z:-]+)",\n/.exec(source)?.[1];
    expect([...permissions, "signed-in", "public"]).toContain(declared);
    const module = (await import(`./routes/${name.replace(/\.ts$/, "")}.ts`)) as Record<string, AnyRoute>;
    const route = Object.values(module).find((value) => typeof value === "object" && "handle" in value);
    expect(route?.permission).toBe(declared);
    expect(routes).toContain(route);
  });

  test("has no two routes for one path, and every path is named by its parameters", () => {
    const paths = everyRoute.flatMap((route) => pathsOf(route).map((path) => `${route.method} ${path}`));
    expect(new Set(paths).size).toBe(paths.length);
    for (const route of everyRoute) {
      const names = [...route.path.matchAll(/\{(\w+)\}/g)]
        .map(([, name]) => name)
        .filter((name) => name !== "projectId");
      expect(Object.keys(route.params.shape).sort()).toEqual(names.sort());
    }
  });
});

/** What each caller may do in this project, written out by hand: the answer of packages/access must agree. */
const viewing: readonly Permission[] = ["trace:read", "evaluation:read", "judge:read"];
const evaluating: readonly Permission[] = [...viewing, "evaluation:run", "task:manage", "judge:manage"];
const everything: readonly Permission[] = [
  ...evaluating,
  "view:manage",
  "share:read",
  "share:create",
  "share:revoke",
  "price:manage",
  "api-key:manage",
];
const held: Readonly<Record<CallerName, readonly Permission[]>> = {
  nobody: [],
  "ingest key": [],
  "read key": viewing,
  "evaluate key": evaluating,
  "admin key": everything,
  viewer: viewing,
  owner: everything,
  "owner of another project": [],
  "share session": ["trace:read-shared"],
};

function expectedRefusal(route: AnyRoute, caller: CallerName): 401 | 403 | undefined {
  const { permission } = route;
  const isSession = caller === "viewer" || caller.startsWith("owner") || caller === "share session";
  // Public writes are for browsers: the share page redeems, and a program on another site must not.
  if (permission === "public") return route.method === "GET" || isSession ? undefined : 403;
  if (permission === "trace:read-shared") return caller === "share session" ? undefined : 401;
  if (caller === "nobody" || caller === "share session") return 401;
  if (permission === "signed-in") return undefined;
  return held[caller].includes(permission) ? undefined : 403;
}

describe("who may call", () => {
  const matrix = cases.flatMap(([operation, route]) =>
    callerNames.map((caller) => [operation, caller, expectedRefusal(route, caller), route] as const),
  );
  test.each(matrix)("%s as %s: %s", async (_, caller, refusal, route) => {
    // An unknown field makes a request fail after it was let in, so that no sample is used up here.
    const path = `${pathOf(route, { params: unknownIds })}?unknown=1`;
    const response = await world.call(caller, route.method, path, route.method === "GET" ? undefined : { unknown: 1 });
    expect(response.status).toBe(refusal ?? 400);
  });
});

/** A promise that does not apply to a route is no skipped test of it. */
const testWhere = (applies: boolean) => (name: string, run: () => Promise<void>) => {
  if (applies) test(name, run);
};

describe.each(cases)("%s", (_, route) => {
  const caller = allowedCaller(route);
  const isPublic = route.permission === "public";
  const isOfProject = route.path.includes("{projectId}");

  test("answers a good request as its schema says", async () => {
    const sample = await sampleOf(route);
    const response = await world.call(caller, route.method, pathOf(route, sample), sample.body);
    expect([response.status, response.status === route.status ? "" : await response.text()]).toEqual([
      route.status,
      "",
    ]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
  });

  testWhere(isOfProject && route.permission !== "trace:read-shared")(
    "answers an API key on its short path",
    async () => {
      const sample = await sampleOf(route);
      const template = pathsOf(route)[1] ?? "";
      const response = await world.call("admin key", route.method, pathOf(route, sample, { template }), sample.body);
      expect(response.status).toBe(route.status);
      const session = await world.call("owner", route.method, pathOf(route, sample, { template }), sample.body);
      expect(session.status).toBe(400);
    },
  );

  test("refuses an unknown query parameter, and an unknown field of its body, by name", async () => {
    const sample = await sampleOf(route);
    const query = await world.call(
      caller,
      route.method,
      pathOf(route, { ...sample, query: { ...sample.query, colour: "1" } }),
      sample.body,
    );
    expect(query.status).toBe(400);
    expect(await query.json()).toMatchObject({ error: { code: "request.invalid", field: "colour" } });
    if (route.method === "GET") return;
    const body = { ...(sample.body as object | undefined), colour: 1 };
    const response = await world.call(caller, route.method, pathOf(route, sample), body);
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toContain('"colour"');
  });

  testWhere(route.method !== "GET" && route.body.safeParse({}).success)("takes no body for an empty one", async () => {
    const sample = await sampleOf(route);
    const response = await world.call(caller, route.method, pathOf(route, sample));
    expect([response.status, response.status === route.status ? "" : await response.text()]).toEqual([
      route.status,
      "",
    ]);
  });

  const queryNames = Object.keys(route.query.shape);
  // What names an opened link is looked up, not checked: one that is none is answered as one that is over.
  const isChecked = (queryNames.length > 0 || route.method !== "GET") && route.permission !== "trace:read-shared";
  testWhere(isChecked)("says what is wrong in finished sentences", async () => {
    const sample = await sampleOf(route);
    const answers: string[] = [];
    const collect = async (query: RouteSample["query"], body: unknown) => {
      const path = pathOf(route, { ...sample, ...(query === undefined ? {} : { query }) });
      const response = await world.call(caller, route.method, path, body);
      if (response.status === 400) answers.push(await messageOf(response));
    };
    for (const name of queryNames) await collect({ ...sample.query, [name]: "x".repeat(2000) }, sample.body);
    const body = Object.entries((sample.body ?? {}) as Readonly<Record<string, unknown>>);
    const without = (name: string) => Object.fromEntries(body.filter(([other]) => other !== name));
    for (const [name] of body) {
      await collect(sample.query, without(name));
      for (const value of [{ x: 1 }, [[]], 1e99, "", null])
        await collect(sample.query, { ...without(name), [name]: value });
    }
    if (route.method !== "GET") for (const whole of [[], "x", 3]) await collect(sample.query, whole);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) {
      expect(answer).toMatch(/\.$/);
      expect(answer).not.toMatch(/Invalid |Too (big|small)|Unrecognized|received|>=|<=|undefined|NaN|\[object/);
    }
  });

  const parameters = Object.keys(route.params.shape);
  testWhere(parameters.length > 0)("refuses an id that is none, and does not find one that names nothing", async () => {
    const sample = await sampleOf(route);
    for (const name of parameters) {
      const broken = { ...sample, params: { ...sample.params, [name]: brokenIds[name] ?? "xyz" } };
      expect((await world.call(caller, route.method, pathOf(route, broken), sample.body)).status).toBe(400);
      const unknown = { ...sample, params: { ...sample.params, [name]: unknownIds[name] ?? unknownUuid } };
      const response = await world.call(caller, route.method, pathOf(route, unknown), sample.body);
      // Evaluations and links outlive their trace, so their lists of an unknown one are empty.
      expect(response.status).toBe(
        operationOf(route).match(/^GET traces\/\{traceId\}\/(evaluations|share-tickets)$/) ? 200 : 404,
      );
    }
  });

  testWhere(isOfProject)("answers a project that is not there as one that is not yours", async () => {
    const sample = await sampleOf(route);
    for (const projectId of [unknownUuid, "not-a-project", "..%2f.."]) {
      const response = await world.call("owner", route.method, pathOf(route, sample, { projectId }), sample.body);
      expect(response.status).toBe(403);
    }
  });

  testWhere(route.method !== "GET")("is not carried out for another site's page", async () => {
    const sample = await sampleOf(route);
    const path = pathOf(route, sample);
    const foreign: Record<string, string>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "", origin: "https://evil.example" },
    ];
    for (const headers of foreign) {
      const response = await world.api.request(path, {
        method: route.method,
        headers: withoutEmpty({ ...world.callers[caller], "content-type": "application/json", ...headers }),
        ...(sample.body === undefined ? {} : { body: JSON.stringify(sample.body) }),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "request.cross_site" } });
    }
    const plain = await world.call(caller, route.method, path, sample.body, { "content-type": "text/plain" });
    if (sample.body !== undefined) expect(plain.status).toBe(415);
  });

  testWhere(!isPublic)("says nothing to nobody", async () => {
    const response = await world.call("nobody", "GET", pathOf(route, { params: unknownIds }));
    if (route.method === "GET") expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate") ?? "Bearer").toContain("Bearer");
  });
});

async function messageOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { message: string } }).error.message;
}

function withoutEmpty(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

test("the OpenAPI document describes every path once, with its parameters and errors", async () => {
  const document = openApiDocument(everyRoute) as unknown as {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        {
          operationId: string;
          parameters: { name: string; in: string; schema: JsonSchema }[];
          requestBody?: { content: Readonly<Record<string, { schema: JsonSchema }>> };
          responses: object;
        }
      >
    >;
  };
  expect(document.openapi).toBe("3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(
    everyRoute.flatMap((route) => pathsOf(route).map((path) => `${route.method} ${path}`)).sort(),
  );
  const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.values(byMethod).map((operation) => ({ path, operation })),
  );
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations) {
    const inPath = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    for (const status of ["400", "503", "default"]) expect(operation.responses).toHaveProperty(status);
  }
  const { schemas } = (document as unknown as { components: { schemas: Readonly<Record<string, JsonSchema>> } })
    .components;
  const inline = operations.flatMap(({ operation }) => [
    ...operation.parameters.map(({ schema }) => schema),
    ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
  ]);
  // Reading a schema back fails where it is none: an unknown type, a pattern that is no expression, a bound that is no number.
  for (const schema of [...Object.values(schemas), ...inline]) expect(() => z.fromJSONSchema(schema)).not.toThrow();
  const text = JSON.stringify(document);
  expect(text).not.toContain("undefined");
  const named = new Set(Object.keys(schemas));
  for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(named).toContain(name);
});

test("the OpenAPI document says which errors a route answers, by status and code", () => {
  type Answers = Readonly<Record<string, { readonly description: string; readonly content: unknown }>>;
  const { paths } = openApiDocument(everyRoute) as {
    paths: Readonly<
      Record<string, Readonly<Record<string, { responses: Answers; requestBody?: { required: boolean } }>>>
    >;
  };
  const statuses = (path: string, method: string) => Object.keys(paths[path]?.[method]?.responses ?? {});
  expect(statuses("/api/v1/traces", "get")).toEqual(["200", "400", "401", "403", "500", "503", "default"]);
  expect(statuses("/api/v1/traces/{traceId}", "get")).toContain("404");
  expect(statuses("/api/v1/judge-models", "post")).toEqual(expect.arrayContaining(["409", "413", "415"]));
  expect(statuses("/api/share/redeem", "post")).toEqual(expect.arrayContaining(["403", "410", "429"]));
  const answer = paths["/api/v1/traces"]?.get?.responses["401"];
  expect(answer?.description).toContain("`auth.missing`");
  expect(answer?.content).toEqual({ "application/json": { schema: { $ref: "#/components/schemas/Error" } } });
  const bodies = (path: string) => paths[path]?.post?.requestBody?.required;
  expect(bodies("/api/v1/traces/{traceId}/share-tickets")).toBe(false);
  expect(bodies("/api/v1/api-keys")).toBe(true);
});

test("every range says how far back it reaches without a start, and how long it may be", () => {
  const ranged = everyRoute.filter(({ query }) => "from" in query.shape);
  expect(ranged.length).toBeGreaterThan(8);
  for (const route of ranged) {
    const described = (route.query.shape as Readonly<Record<string, z.ZodType>>).from?.description ?? "";
    expect([route.path, described]).toEqual([
      route.path,
      expect.stringMatching(/Default: (24 hours|\d+ days) before to/),
    ]);
    expect(described).toContain("at most 400 days");
    const told = /default(?: range)?: (24 hours|\d+ days)/.exec(route.summary)?.[1];
    if (told !== undefined) expect(described).toContain(`Default: ${told}`);
  }
});

test("the table of routes is the one that was reviewed", () => {
  const lines = everyRoute.map(({ method, path, permission, params, query }) => {
    const names = (shape: object) => Object.keys(shape).join(" ");
    return `${method.padEnd(6)} ${path} [${permission}] ${names(params.shape)}${names(query.shape) === "" ? "" : ` ? ${names(query.shape)}`}`;
  });
  expect(lines.sort()).toMatchSnapshot();
});
