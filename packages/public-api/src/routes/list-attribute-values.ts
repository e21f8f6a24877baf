import { valueFields } from "@plumbline/span-store/search/list-attributes";
import { z } from "zod";
import { defineRoute } from "../define-route";

const response = z.strictObject({ items: z.array(z.string()), nextCursor: z.null() });
export type ListAttributeValuesResponse = z.infer<typeof response>;

export const listAttributeValues = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/attribute-values",
  permission: "trace:read",
  summary: "List values that a field or an attribute has had, for completion",
  query: z.strictObject({
    key: z
      .string()
      .min(1)
      .max(300)
      .describe(`An attribute path, or one of ${valueFields.join(", ")}.`),
    prefix: z.string().max(300).default("").describe("Text in the value."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    return { items: await spans.listAttributeValues(grant, query.key, query.prefix), nextCursor: null };
  },
});
