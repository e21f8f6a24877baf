import { z } from "zod";
import { defineRoute } from "../define-route";

const response = z.strictObject({
  items: z.array(
    z.strictObject({
      path: z.string().describe("As queries write it, such as attributes.retrieval.documents[*].document.score."),
      types: z.array(z.string()).describe("string, number, boolean, list or object."),
      lastSeen: z.string(),
    }),
  ),
  nextCursor: z.null(),
});
export type ListAttributeKeysResponse = z.infer<typeof response>;

export const listAttributeKeys = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/attribute-keys",
  permission: "trace:read",
  summary: "List attribute paths that spans have, for completion",
  query: z.strictObject({
    prefix: z.string().max(300).default("").describe("Text in the path; those that begin with it come first."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const items = await spans.listAttributeKeys(grant, query.prefix);
    return { items: items.map((item) => ({ ...item, types: [...item.types] })), nextCursor: null };
  },
});
