import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { userSortFields } from "@plumbline/span-store/read/session-types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { tokenSums, tokenSumsFrom } from "../schemas/session-item";
import { timeRange } from "../schemas/time-range";
import { toTraceFilter, traceFilter } from "../schemas/trace-filter";

const cost = z.number().nullable().describe("US dollars; null: no price is known.");

const response = z.strictObject({
  items: z.array(
    z.strictObject({
      userId: z.string(),
      traces: z.number().int(),
      sessions: z.number().int(),
      errors: z.number().int(),
      tokens: tokenSums,
      cost,
      firstSeen: z.string().describe("Start of the first trace in the range."),
      lastSeen: z.string().describe("Start of the last trace in the range."),
    }),
  ),
  total: z.strictObject({ users: z.number().int(), traces: z.number().int(), cost }).describe("Of all users."),
  nextCursor: z.string().nullable(),
  searchedBackTo: z
    .string()
    .optional()
    .describe("A search of attributes or text ran out of time: only traces that started from here on were added up."),
});
export type ListUsersResponse = z.infer<typeof response>;

const { q, application } = traceFilter;
const { from, to } = timeRange(1);

export const listUsers = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/users",
  permission: "trace:read",
  summary: "List users with what their traces in the range (default: 24 hours) add up to, the largest first",
  query: z.strictObject({
    from,
    to,
    q,
    application,
    sort: z.enum(userSortFields).default("cost").describe("The largest first; users without a value come last."),
    limit: z.coerce.number().int().min(1).max(listLimitMax).default(50),
    cursor: z.string().max(1000).optional().describe("nextCursor of the page before, with the same filters and sort."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { sort, limit, cursor, ...filter } = query;
    const page = await spans.listUsers(grant, {
      ...toTraceFilter(filter, 1),
      sort,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      items: page.items.map(({ inputTokens, outputTokens, ...user }) => ({
        ...user,
        tokens: tokenSumsFrom({ inputTokens, outputTokens }),
      })),
      total: page.total,
      nextCursor: page.nextCursor,
      ...(page.searchedBackTo === undefined ? {} : { searchedBackTo: page.searchedBackTo }),
    };
  },
});
