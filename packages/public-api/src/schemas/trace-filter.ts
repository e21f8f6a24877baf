import { evaluationStates, traceStates } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { listOf } from "./list-of";
import { timeRange, toRange } from "./time-range";

const text = z.string().min(1).max(1000);

/** The filters of lists and of the pulse over them. */
export const traceFilter = {
  ...timeRange,
  application: text.optional().describe("service.name, exactly."),
  status: listOf(z.enum(traceStates))
    .optional()
    .describe(
      `${traceStates.join(", ")}; several are alternatives, repeated or separated by commas. ok: no error, complete and ended. unset: the trace's status is unset, which most traces without an error are, so that ok holds them too.`,
    ),
  name: text.optional().describe("The exact name of any span of the trace."),
  traceId: z.string().max(64).optional().describe("A whole trace id, or at least 4 leading hex digits of one."),
  sessionId: text.optional(),
  userId: text.optional(),
  evaluation: listOf(z.enum(evaluationStates)).optional().describe("States of the newest evaluation."),
};

const schema = z.strictObject(traceFilter);

/** The filter as the span store takes it. */
export function toTraceFilter(query: z.output<typeof schema>, daysByDefault: number) {
  return {
    ...toRange(query, daysByDefault),
    ...(query.application === undefined ? {} : { application: query.application }),
    ...(query.status === undefined ? {} : { statuses: query.status }),
    ...(query.name === undefined ? {} : { spanName: query.name }),
    ...(query.traceId === undefined ? {} : { traceId: query.traceId }),
    ...(query.sessionId === undefined ? {} : { sessionId: query.sessionId }),
    ...(query.userId === undefined ? {} : { userId: query.userId }),
    ...(query.evaluation === undefined ? {} : { evaluationStates: query.evaluation }),
  };
}
