import { measureNames } from "@plumbline/span-store/metrics/measure-names";
import { seriesBy, seriesMax } from "@plumbline/span-store/metrics/timeseries";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { listOf } from "../schemas/list-of";
import {
  measure,
  measureValues,
  metricFilter,
  step,
  toMetricFilter,
  toStepMs,
  uncountedMinutes,
} from "../schemas/metrics";
import { kind } from "../schemas/trace-item";

const values = z
  .partialRecord(measure, z.array(z.number().nullable()))
  .describe("Per measure one value per bucket, in the order of startTimes.");

const response = z.strictObject({
  stepMs: z.number().int(),
  startTimes: z.array(z.string()).describe("Start of each bucket; the first and last may reach over the range."),
  series: z
    .array(
      z.strictObject({
        application: z.string().nullable(),
        model: z.string().nullable().describe("Empty: calls whose model is not known."),
        provider: z.string().nullable(),
        spanName: z.string().nullable(),
        environment: z.string().nullable().describe("Empty: traces that report none."),
        kind: kind.nullable(),
        isFolded: z.boolean().describe("Rare names together that are too many to be counted apart."),
        total: measureValues.describe("Of the whole range."),
        values,
      }),
    )
    .describe(`Largest first by the first measure that adds up; at most ${seriesMax}.`),
  more: z
    .strictObject({ series: z.number().int(), total: measureValues, values })
    .nullable()
    .describe("All other series together, in measures that add up; quantiles and rates do not."),
  uncountedMinutes,
});
export type MetricsTimeseriesResponse = z.infer<typeof response>;

export const getMetricsTimeseries = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/timeseries",
  permission: "trace:read",
  summary:
    "Figures over time by application, model, span name or environment, by start of the trace; at most some 10 s old; default range: 24 hours",
  query: z.strictObject({
    ...metricFilter,
    measures: listOf(measure)
      .optional()
      .describe(`${measureNames.join(", ")}; default: all. requests counts spans by span name and calls by model.`),
    by: z.enum(seriesBy).optional().describe("Left out: one series of everything."),
    step,
  }),
  response,
  async handle({ metrics }, { grant, query }) {
    const { measures = measureNames, by, step: stepText, ...filters } = query;
    const filter = toMetricFilter(filters);
    const stepMs = toStepMs(stepText, filter);
    const found = await metrics.readTimeseries(grant, {
      ...filter,
      measures,
      ...(by === undefined ? {} : { by }),
      ...(stepMs === undefined ? {} : { stepMs }),
    });
    return { ...found, startTimes: [...found.startTimes], series: [...found.series] };
  },
});
