import { PlumblineError } from "@plumbline/base/errors";
import type { Permission, Principal } from "@plumbline/base/grant";
import { newUuid, type ProjectId, parseProjectId } from "@plumbline/base/ids";
import type { z } from "zod";
import type { Answer, AnswerOf, AnyRoute, RequestFacts, Route, RoutePermission } from "./define-route";
import type { Services } from "./services";
import { validate } from "./validate";

/** A request as it came: texts of the path and query, JSON of the body. */
export interface RouteInput {
  readonly projectId?: string | undefined;
  readonly params?: unknown;
  readonly query?: unknown;
  /** Read only after authorize() said yes, so that a stranger cannot make us read bodies. */
  readonly body?: unknown;
  readonly request?: RequestFacts;
  readonly answerHeaders?: Headers;
}

/**
 * Runs a route for a principal: authorize, then validate, then the handler. The HTTP API and the console's server loaders
 * both come through here, so that a page and the API cannot differ in what they allow or answer.
 *
 *     const page = await runRoute(services, listTracesRoute, principal, { projectId, query: { status: "error" } });
 *
 * Throws PlumblineError only: `auth.missing`, `auth.forbidden`, `request.invalid`, and what the handler throws.
 */
export async function runRoute<
  P extends RoutePermission,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  A extends Answer,
>(
  services: Services,
  route: Route<P, Params, Query, Body, A>,
  principal: Principal | undefined,
  input: Omit<RouteInput, "params" | "query" | "body"> & {
    readonly params?: z.input<Params>;
    readonly query?: z.input<Query>;
    readonly body?: z.input<Body>;
  },
): Promise<AnswerOf<A>> {
  return (await runAnyRoute(services, route, principal, input)) as AnswerOf<A>;
}

/** `runRoute` for a route out of a list; the answer's type is lost. `input.body` may be a function that reads the body. */
export async function runAnyRoute(
  services: Services,
  route: AnyRoute,
  principal: Principal | undefined,
  input: RouteInput,
): Promise<unknown> {
  const grant = await admit(services, route.permission, principal, input.projectId);
  const params = validate(route.params, input.params ?? {}, "path");
  const query = validate(route.query, input.query ?? {}, "query");
  const body = typeof input.body === "function" ? await input.body() : input.body;
  return route.handle(services, {
    grant,
    principal,
    params,
    query,
    body: validate(route.body, body ?? absentBody(route), "body"),
    request: input.request ?? { requestId: newUuid(), headers: new Headers() },
    answerHeaders: input.answerHeaders ?? new Headers(),
  });
}

/** No body says what an empty one says, where every field may be left out. */
function absentBody(route: AnyRoute): unknown {
  return route.body.safeParse({}).success ? {} : undefined;
}

async function admit(
  services: Services,
  permission: RoutePermission,
  principal: Principal | undefined,
  projectId: string | undefined,
) {
  if (permission === "public") return undefined;
  if (principal === undefined) throw new PlumblineError("auth.missing");
  if (permission === "signed-in") {
    if (principal.kind === "share") throw new PlumblineError("auth.forbidden");
    return undefined;
  }
  return services.access.authorize<Permission>(principal, permission, projectOf(principal, projectId));
}

/** The project of the path; without one, the project that an API key or a share session belongs to. */
function projectOf(principal: Principal, projectId: string | undefined): ProjectId {
  if (projectId !== undefined) {
    const parsed = parseProjectId(projectId);
    // The words of a foreign project: what is no id at all tells no more than an id that is not yours.
    if (parsed === undefined) throw new PlumblineError("auth.forbidden");
    return parsed;
  }
  if (principal.kind === "api-key" || principal.kind === "share") return principal.projectId;
  throw new PlumblineError("request.invalid", {
    field: "projectId",
    message: "Name the project: /api/v1/projects/{projectId}/… The short form of the path works with an API key only.",
  });
}
