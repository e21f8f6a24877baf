import { z } from "zod";
import { defineRoute } from "../define-route";
import { isViewShared, savedView, savedViewFrom, viewName, viewSearch } from "../schemas/saved-view";
import { uuid } from "../schemas/trace-id";

export const updateSavedView = defineRoute({
  method: "PATCH",
  path: "/api/v1/projects/{projectId}/saved-views/{savedViewId}",
  permission: "trace:read",
  summary: "Rename a saved view, replace its address, share it, or make it the project's default",
  params: z.strictObject({ savedViewId: uuid }),
  body: z.strictObject({
    name: viewName.optional(),
    search: viewSearch.optional(),
    isShared: isViewShared.optional(),
    isDefault: z.boolean().optional().describe("Replaces the default there was. Needs view:manage and a shared view."),
  }),
  response: savedView,
  handle: async ({ access }, { grant, principal, params, body }) =>
    savedViewFrom(
      await access.updateSavedView(grant, params.savedViewId, body, () =>
        access.authorize(principal, "view:manage", grant.projectId),
      ),
    ),
});
