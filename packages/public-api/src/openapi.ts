import { errorCatalogue } from "@plumbline/base/errors";
import { z } from "zod";
import { type AnyRoute, defineRoute, isBytesAnswer, isProjectRoute } from "./define-route";
import { errorAnswer } from "./error-answer";
import { errorCodesOf } from "./route-errors";
import { pathsOf } from "./route-paths";

type Json = Record<string, unknown>;

/** GET /api/v1/openapi.json over the given routes. A function, because the routes' own list cannot contain its reader. */
export function openApiRoute(routes: readonly AnyRoute[]): AnyRoute {
  let document: Json | undefined;
  return defineRoute({
    method: "GET",
    path: "/api/v1/openapi.json",
    permission: "public",
    summary: "This description of the API",
    response: z.looseObject({ openapi: z.string() }),
    async handle() {
      document ??= openApiDocument(routes);
      return document as { openapi: string };
    },
  });
}

/** OpenAPI 3.1 of the routes: zod's JSON Schema is the dialect that OpenAPI 3.1 uses. */
export function openApiDocument(routes: readonly AnyRoute[]): Json {
  const paths: Record<string, Json> = {};
  // A route's two paths share their schemas: the document is half as long, and a client generator makes each type once.
  const schemas: Record<string, Json> = { Error: jsonSchema(errorAnswer, "output") };
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      const operations = paths[path] ?? {};
      operations[route.method.toLowerCase()] = operation(route, path, schemas);
      paths[path] = operations;
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Plumbline",
      version: "1",
      description:
        "Traces and evaluations of LLM applications. Send an API key as `Authorization: Bearer pl_…`. Paths without " +
        "/projects/{projectId} mean the project of the key. Lists are `{ items, nextCursor }`; times are ISO 8601 in UTC, " +
        "durations in milliseconds. Every error is `{ error: { code, message, field?, requestId } }`.",
    },
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "plumbline-session" },
      },
      schemas,
    },
  };
}

function operation(route: AnyRoute, path: string, schemas: Record<string, Json>): Json {
  const name = schemaName(route);
  const isShort = isProjectRoute(route) && path !== route.path;
  return {
    operationId: operationId(route, path),
    summary: route.summary,
    description: `Permission: ${route.permission}.${isShort ? " The project of the API key." : ""}`,
    ...(route.permission === "public" ? { security: [] } : {}),
    parameters: [...pathParameters(route, path), ...queryParameters(route)],
    ...(route.body.safeParse(undefined).success
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { "application/json": { schema: jsonSchema(route.body, "input") } },
          },
        }),
    responses: {
      [route.status]: { description: "Success", content: answerContent(route, name, schemas) },
      ...errorAnswers(route),
      default: { description: "Any other error", content: errorContent },
    },
  };
}

const errorContent = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };

/** By status the codes that `error.code` may have there. */
function errorAnswers(route: AnyRoute): Json {
  const codes = errorCodesOf(route);
  const statuses = [...new Set(codes.map((code) => errorCatalogue[code].http))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes
          .filter((code) => errorCatalogue[code].http === status)
          .map((code) => `\`${code}\`: ${errorCatalogue[code].message}`)
          .join(" "),
        ...(status === 429 || status === 503 ? { headers: { "Retry-After": retryAfter } } : {}),
        content: errorContent,
      },
    ]),
  );
}

const retryAfter = {
  description: "Seconds after which to try again, where that can help.",
  schema: { type: "integer" },
};

/** `get /api/v1/traces/{traceId}` becomes getTracesByTraceId. */
function operationId(route: AnyRoute, path: string): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, "")
    .replaceAll(/\{(\w)(\w*)\}/g, (_, first: string, rest: string) => `by-${first.toUpperCase()}${rest}`)
    .split(/[^A-Za-z0-9]+/);
  return route.method.toLowerCase() + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

/** Puts a schema among the components and refers to it. */
function named(schemas: Record<string, Json>, name: string, schema: Json): Json {
  schemas[name] = schema;
  return { $ref: `#/components/schemas/${name}` };
}

/** The operation's id without what only says where it lies: ListTraces has GET /traces. */
function schemaName(route: AnyRoute): string {
  const id = operationId(route, route.path.replace("/projects/{projectId}/", "/"));
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}

function pathParameters(route: AnyRoute, path: string): Json[] {
  const { properties } = jsonSchema(route.params, "input") as { properties?: Record<string, Json> };
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: name === "projectId" ? { type: "string", format: "uuid" } : (properties?.[name] ?? { type: "string" }),
  }));
}

function queryParameters(route: AnyRoute): Json[] {
  const { properties = {}, required = [] } = jsonSchema(route.query, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function answerContent(route: AnyRoute, name: string, schemas: Record<string, Json>): Json {
  return isBytesAnswer(route.response)
    ? { [route.response.mediaType]: { schema: { type: "string", format: "binary" } } }
    : { "application/json": { schema: named(schemas, `${name}Answer`, jsonSchema(route.response, "output")) } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json;
  return rest;
}
