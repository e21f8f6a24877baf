import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionItem, sessionItemFrom } from "../schemas/session-item";
import { listDaysByDefault, toTraceFilter, traceFilter } from "../schemas/trace-filter";

const response = z.strictObject({
  items: z.array(sessionItem),
  nextCursor: z.string().nullable(),
  searchedBackTo: z
    .string()
    .optional()
    .describe(
      "A search of attributes or text ran out of time before the page was full: traces that started from here on were looked at, and nextCursor goes on.",
    ),
});
export type ListSessionsResponse = z.infer<typeof response>;

const { from, to, q, application } = traceFilter;

export const listSessions = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/sessions",
  permission: "trace:read",
  summary:
    "List sessions with a trace in the range (default: 30 days) that satisfies the filters, by the newest such trace; figures are of the whole session",
  query: z.strictObject({
    from,
    to,
    q,
    application,
    limit: z.coerce.number().int().min(1).max(listLimitMax).default(50),
    cursor: z.string().max(100).optional().describe("nextCursor of the page before, with the same filters."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { limit, cursor, ...filter } = query;
    const page = await spans.listSessions(grant, {
      ...toTraceFilter(filter, listDaysByDefault),
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { nextCursor, searchedBackTo } = page;
    return {
      items: page.items.map(sessionItemFrom),
      nextCursor,
      ...(searchedBackTo === undefined ? {} : { searchedBackTo }),
    };
  },
});
