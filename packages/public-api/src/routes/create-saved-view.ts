import { z } from "zod";
import { defineRoute } from "../define-route";
import { isViewShared, savedView, savedViewFrom, viewName, viewSearch } from "../schemas/saved-view";

export const createSavedView = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/saved-views",
  permission: "trace:read",
  summary: "Save a view of the trace list: private to the caller, or shared with the project",
  body: z.strictObject({ name: viewName, search: viewSearch, isShared: isViewShared.optional() }),
  response: savedView,
  status: 201,
  handle: async ({ access }, { grant, principal, body }) =>
    savedViewFrom(
      await access.createSavedView(grant, body, () => access.authorize(principal, "view:manage", grant.projectId)),
    ),
});
