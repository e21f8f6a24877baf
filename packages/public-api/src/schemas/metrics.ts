import { PlumblineError } from "@plumbline/base/errors";
import { type Measure, measureNames } from "@plumbline/span-store/metrics/measure-names";
import type { MetricFilter } from "@plumbline/span-store/metrics/timeseries";
import { z } from "zod";
import { timeRange, toRange } from "./time-range";

const text = z.string().min(1).max(1000);

/** What figures are counted over. */
export const metricFilter = {
  ...timeRange(1),
  application: text.optional().describe("service.name of the trace's root, exactly."),
  model: z
    .string()
    .max(1000)
    .optional()
    .describe("Model calls of this model only, exactly as reported; empty: calls whose model is not known."),
  spanName: text.optional().describe("Spans of this name only."),
  environment: z
    .string()
    .max(1000)
    .optional()
    .describe("deployment environment of the trace, exactly; empty: none reported."),
};

const schema = z.strictObject(metricFilter);

export function toMetricFilter(query: z.output<typeof schema>): MetricFilter {
  const { from, to, ...filters } = query;
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
  return { ...toRange({ from, to }, 1), ...given };
}

const value = z.number().nullable();
export const measure = z.enum(measureNames);

/** One value per measure; only those that were asked for. */
export const measureValues = z.partialRecord(measure, value);
export const everyMeasure = z.strictObject(
  Object.fromEntries(measureNames.map((name) => [name, value])) as Record<Measure, typeof value>,
);

export const uncountedMinutes = z
  .number()
  .int()
  .describe("Minutes of the range that were never counted and are missing in these figures; 0 but for a backlog.");

/** `auto`, or a length in whole minutes. */
export const step = z
  .string()
  .optional()
  .describe("Length of a bucket: auto (some 60 buckets), or seconds in whole minutes, such as 3600.");

const bucketsMax = 1_000;

export function toStepMs(text: string | undefined, { from, to }: { readonly from: Date; readonly to: Date }) {
  if (text === undefined || text === "auto") return undefined;
  const stepMs = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : 0;
  const isWhole = stepMs > 0 && stepMs % 60_000 === 0;
  if (isWhole && (to.getTime() - from.getTime()) / stepMs <= bucketsMax) return stepMs;
  throw new PlumblineError("request.invalid", {
    field: "step",
    message: isWhole
      ? `step is too small for this range: it would make more than ${bucketsMax} buckets. Take a longer step, or auto.`
      : "step must be auto, or seconds in whole minutes, such as 3600.",
  });
}
