import { type ErrorCode, PlumblineError, toPlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import type { Answer, AnswerOf, Route, RoutePermission } from "@plumbline/public-api/define-route";
import { type RouteInput, runRoute } from "@plumbline/public-api/run-route";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { z } from "zod";
import { pageError } from "./page-error";
import { getServices } from "./services";
import { readViewer, requireViewer, signInPath, type Viewer } from "./session";

export interface ProjectPage {
  readonly viewer: Viewer;
  readonly project: { readonly id: ProjectId; readonly name: string; readonly slug: string };
  readonly projects: readonly { readonly id: ProjectId; readonly name: string; readonly slug: string }[];
}

/** The viewer and the project of a path. Without a session: the sign-in page. A project of others: not found. */
export const loadProject = cache(async (slug: string): Promise<ProjectPage> => {
  const viewer = await requireViewer((await headers()).get("x-plumbline-path") ?? `/p/${slug}`);
  const { access } = await getServices();
  const projects = await access.listProjects(viewer);
  const project = projects.find((candidate) => candidate.slug === slug);
  if (project === undefined) notFound();
  return { viewer, project, projects };
});

/** Where "/" leads. An account without a project finds nothing. */
export async function loadFirstProjectSlug(): Promise<string> {
  const { access } = await getServices();
  const [first] = await access.listProjects(await requireViewer("/"));
  if (first === undefined) notFound();
  return first.slug;
}

/** What a page shows instead of data: finished sentences, and nothing of the inside. */
export interface LoadFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field: string | undefined;
}

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: LoadFailure };

/**
 * Runs a declared route for the viewer, as the API would: same permission, same checks, same answer. What the viewer may
 * not see is not found; other errors are values, so that the page can say what happened and keep what it has.
 */
export async function loadRoute<
  P extends RoutePermission,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  A extends Answer,
>(
  route: Route<P, Params, Query, Body, A>,
  input: Omit<RouteInput, "params" | "query" | "body" | "request" | "answerHeaders"> & {
    readonly params?: z.input<Params>;
    readonly query?: z.input<Query>;
    readonly body?: z.input<Body>;
  },
): Promise<Loaded<AnswerOf<A>>> {
  const services = await getServices();
  try {
    return { ok: true, value: await runRoute(services, route, await readViewer(), input) };
  } catch (thrown) {
    const error = toPlumblineError(thrown);
    if (error.code === "auth.missing" || error.code === "auth.invalid") redirect(signInPath("/"));
    if (error.code === "auth.forbidden" || error.code === "resource.not_found") notFound();
    if (error.row.http >= 500) services.logger.error({ route: route.path, err: error.cause ?? error });
    return { ok: false, failure: { code: error.code, message: error.message, field: error.field } };
  }
}

/** For pages whose main thing is missing without this answer: their error page then says what happened. */
export function orThrow<T>(loaded: Loaded<T>): T {
  if (loaded.ok) return loaded.value;
  throw pageError(new PlumblineError(loaded.failure.code, { message: loaded.failure.message }));
}

/** For what the browser asks for again by itself: undefined, where the first answer failed. */
export function loadedValue<T>(loaded: Loaded<T>): T | undefined {
  return loaded.ok ? loaded.value : undefined;
}
