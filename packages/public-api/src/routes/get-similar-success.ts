import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceId } from "../schemas/trace-id";

const counts = z.array(z.strictObject({ name: z.string(), count: z.number().int(), otherCount: z.number().int() }));

const response = z.strictObject({
  candidateCount: z.number().int().describe("How many successful traces of the same kind were looked at."),
  similar: z
    .strictObject({
      traceId: z.string(),
      startTime: z.string(),
      durationMs: z.number(),
      spanCount: z.number().int(),
      missing: counts.describe("Span names that come less often here than there."),
      added: counts.describe("Span names that come more often here than there."),
      slower: z
        .array(z.strictObject({ name: z.string(), durationMs: z.number(), otherDurationMs: z.number() }))
        .describe(
          "Span names that took at least half as long again by themselves (self time), the largest difference first.",
        ),
      firstDivergence: z
        .strictObject({
          what: z.enum(["added", "missing", "failed"]),
          name: z.string(),
          parentName: z.string().nullable(),
          spanId: z.string().nullable().describe("Null where the span is missing here."),
          otherSpanId: z.string().nullable().describe("Null where the span is missing there."),
        })
        .nullable()
        .describe("The first place in order of time at which this trace went another way."),
    })
    .nullable()
    .describe("Null: no successful trace of this application and root name started in the 7 days before."),
});
export type SimilarSuccessResponse = z.infer<typeof response>;

export const getSimilarSuccess = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/similar-success",
  permission: "trace:read",
  summary: "Compare a trace with the most similar recent successful one",
  params: z.strictObject({ traceId }),
  response,
  async handle({ spans }, { grant, params }) {
    const { similar, candidateCount } = await spans.readSimilarSuccess(grant, params.traceId);
    if (similar === null) return { candidateCount, similar };
    const { trace, difference } = similar;
    return {
      candidateCount,
      similar: {
        traceId: trace.traceId,
        startTime: trace.startTime,
        durationMs: Number(trace.durationNs) / 1e6,
        spanCount: trace.spanCount,
        missing: [...difference.missing],
        added: [...difference.added],
        slower: difference.slower.map(({ name, us, otherUs }) => ({
          name,
          durationMs: us / 1000,
          otherDurationMs: otherUs / 1000,
        })),
        firstDivergence: difference.firstDivergence ?? null,
      },
    };
  },
});
