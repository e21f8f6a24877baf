import { isProjectRoute } from "./define-route";

/** A route of a project has a second, short path: an API key belongs to one project, so its paths need not name it. */
export function pathsOf(route: { readonly path: string }): string[] {
  return isProjectRoute(route) ? [route.path, route.path.replace("/projects/{projectId}", "")] : [route.path];
}
