import type { ShareSession } from "@plumbline/access/share-redemption";
import type { ErrorCode } from "@plumbline/base/errors";
import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import { z } from "zod";
import type { Services } from "./services";

/**
 * Who may call a route. There is no default, so that a route which forgot to say does not compile.
 * - a permission: the caller must hold it in the project of the path
 * - `signed-in`: any account or API key; the handler answers only what is the caller's own
 * - `public`: anyone; the handler is its own gate (a ticket, a description of the API)
 */
export type RoutePermission = Permission | "signed-in" | "public";

export type HttpMethod = "GET" | "POST" | "PATCH" | "DELETE";

/** The parts of an HTTP request that a handler may look at. Absent where a server loader runs the route. */
export interface RequestFacts {
  readonly requestId: string;
  readonly headers: Headers;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal;
  /** Set on routes that ask for `trace:read-shared`. */
  readonly shareSession?: ShareSession;
}

export interface RouteContext<P extends RoutePermission, Params, Query, Body> {
  readonly grant: P extends Permission ? Grant<P> : undefined;
  readonly principal: P extends "public" ? Principal | undefined : Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: RequestFacts;
  /** Headers to add to the answer, such as Set-Cookie. */
  readonly answerHeaders: Headers;
}

/** What a route answers: JSON of a schema, or bytes of a media type (its handler then returns a stream of chunks). */
export interface BytesAnswer {
  readonly mediaType: string;
}
export type Answer = z.ZodType | BytesAnswer;
export type AnswerOf<A extends Answer> = A extends z.ZodType ? z.output<A> : AsyncIterable<Uint8Array>;

export interface Route<
  P extends RoutePermission = RoutePermission,
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  A extends Answer = Answer,
> {
  readonly method: HttpMethod;
  /** Whole path with `{names}`. Routes of a project begin with `/api/v1/projects/{projectId}/`. */
  readonly path: string;
  readonly permission: P;
  /** One line for the reference. */
  readonly summary: string;
  /** Path parameters other than projectId. */
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly response: A;
  readonly status: 200 | 201 | 202;
  /** Errors beyond those that every route of its shape has (route-errors.ts). A test notices one that is not said. */
  readonly failures?: readonly ErrorCode[];
  handle(
    services: Services,
    context: RouteContext<P, z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<AnswerOf<A>>;
}

/** A route of any shape, for lists of routes: its context is checked by the schemas at run time instead. */
export interface AnyRoute extends Omit<Route, "handle"> {
  handle(services: Services, context: unknown): Promise<unknown>;
}

export const noParams = z.strictObject({});
export const noQuery = z.strictObject({});
/** Nothing, or the empty object that some clients send with every POST. */
export const noBody = z.strictObject({}).optional();

interface RouteDefinition<
  P extends RoutePermission,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  A extends Answer,
> extends Omit<Route<P, Params, Query, Body, A>, "params" | "query" | "body" | "status"> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly status?: Route["status"];
}

/** One route. Schemas must be strict objects: an unknown key is an error, never ignored. */
export function defineRoute<
  P extends RoutePermission,
  A extends Answer,
  Params extends z.ZodObject = typeof noParams,
  Query extends z.ZodObject = typeof noQuery,
  Body extends z.ZodType = typeof noBody,
>(definition: RouteDefinition<P, Params, Query, Body, A>): Route<P, Params, Query, Body, A> {
  const { params, query, body, status, ...rest } = definition;
  return {
    ...rest,
    // The defaults stand in for the type parameters' own defaults.
    params: params ?? (noParams as unknown as Params),
    query: query ?? (noQuery as unknown as Query),
    body: body ?? (noBody as unknown as Body),
    status: status ?? 200,
  };
}

export function isBytesAnswer(answer: Answer): answer is BytesAnswer {
  return "mediaType" in answer;
}

/** Whether the path names a project, and so has a short form for API keys. */
export function isProjectRoute(route: { readonly path: string }): boolean {
  return route.path.startsWith("/api/v1/projects/{projectId}/");
}
