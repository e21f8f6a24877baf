import { z } from "zod";
import { defineRoute } from "../define-route";
import { savedView, savedViewFrom } from "../schemas/saved-view";

const response = z.strictObject({ items: z.array(savedView) });
export type ListSavedViewsResponse = z.infer<typeof response>;

export const listSavedViews = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/saved-views",
  permission: "trace:read",
  summary: "List saved views of the trace list: the caller's own and those that are shared, by name",
  response,
  async handle({ access }, { grant }) {
    return { items: (await access.listSavedViews(grant)).map(savedViewFrom) };
  },
});
