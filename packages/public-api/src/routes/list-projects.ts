import { z } from "zod";
import { defineRoute } from "../define-route";

const response = z.strictObject({
  items: z.array(z.strictObject({ id: z.string(), name: z.string(), slug: z.string() })),
  nextCursor: z.null(),
});
export type ListProjectsResponse = z.infer<typeof response>;

export const listProjects = defineRoute({
  method: "GET",
  path: "/api/v1/projects",
  permission: "signed-in",
  summary: "List the projects of the session or API key",
  response,
  async handle({ access }, { principal }) {
    const projects = await access.listProjects(principal);
    return { items: projects.map(({ id, name, slug }) => ({ id, name, slug })), nextCursor: null };
  },
});
