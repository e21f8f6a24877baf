import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({ id: z.string() });

export const deleteSavedView = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/saved-views/{savedViewId}",
  permission: "trace:read",
  summary: "Delete a saved view; one that others see needs view:manage unless the caller made it",
  params: z.strictObject({ savedViewId: uuid }),
  response,
  async handle({ access }, { grant, principal, params }) {
    await access.deleteSavedView(grant, params.savedViewId, () =>
      access.authorize(principal, "view:manage", grant.projectId),
    );
    return { id: params.savedViewId };
  },
});
