import type { Repricing } from "@plumbline/span-store/prices/repricings";
import { z } from "zod";

export const repricing = z.strictObject({
  id: z.string(),
  from: z.string().describe("Calls of traces that began from here on,"),
  to: z.string().describe("and before this time."),
  doneUntil: z.string().describe("Traces that began before it are done."),
  traces: z.number().int().describe("With a call whose cost has changed."),
  spans: z.number().int().describe("Calls whose cost has changed."),
  requestedAt: z.string(),
  finishedAt: z.string().nullable().describe("Null: it goes on."),
});
export type RepricingItem = z.infer<typeof repricing>;

export function repricingFrom(found: Repricing): RepricingItem {
  const { id, from, to, doneUntil, traces, spans, requestedAt, finishedAt } = found;
  return {
    id,
    from: from.toISOString(),
    to: to.toISOString(),
    doneUntil: doneUntil.toISOString(),
    traces,
    spans,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
