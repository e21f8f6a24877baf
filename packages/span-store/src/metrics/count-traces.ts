import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { Statement } from "../read/statement";
import {
  type ErrorGroup,
  errorGroupsStatement,
  type Segment,
  type SpanBounds,
  type SpanGroup,
  spanGroupsStatement,
  type TraceGroup,
  traceGroupsStatement,
} from "./count-statements";
import { type ErrorRow, ErrorTable } from "./error-row";
import { grains, type MetricFigures, type MetricRow, MetricTable } from "./metric-row";

export interface Counts {
  readonly metrics: MetricRow[];
  readonly errors: ErrorRow[];
}

/** What of the traces is asked for; each needs another pass over their spans. */
export interface CountParts {
  readonly spans: boolean;
  readonly errors: boolean;
}

/**
 * Counts the traces that began in the segments, and their spans, from the stored rows: what the worker keeps as roll-ups, and
 * what a chart reads where there are none yet. Answers rows per place; places without traces are left out.
 */
export async function countTraces(
  client: Pool | PoolClient,
  projectId: string,
  segments: readonly Segment[],
  parts: CountParts,
): Promise<Map<number, Counts>> {
  const query = async <Row extends object>({ text, values }: Statement) =>
    (await client.query<Row>(text, [...values])).rows;
  const places = new PlaceTables();
  if (segments.length === 0) return places.toCounts();
  const traces = await query<TraceGroup>(traceGroupsStatement(projectId, segments));
  if (traces.length === 0) return places.toCounts();
  for (const group of traces) addTraces(places.metrics(group.place), group);
  const bounds = boundsOf(traces);
  if (parts.spans) {
    const spans = await query<SpanGroup>(spanGroupsStatement(projectId, segments, bounds));
    for (const group of spans) addSpans(places.metrics(group.place), group);
  }
  if (parts.errors && traces.length > 0) {
    const errors = await query<ErrorGroup>(errorGroupsStatement(projectId, segments, bounds));
    for (const group of errors) places.errors(group.place).add(group);
  }
  return places.toCounts();
}

class PlaceTables {
  private readonly tables = new Map<number, { readonly metrics: MetricTable; readonly errors: ErrorTable }>();

  metrics(place: number): MetricTable {
    return this.at(place).metrics;
  }

  errors(place: number): ErrorTable {
    return this.at(place).errors;
  }

  toCounts(): Map<number, Counts> {
    return new Map(
      [...this.tables].map(([place, { metrics, errors }]) => [
        place,
        { metrics: metrics.values(), errors: errors.values() },
      ]),
    );
  }

  private at(place: number) {
    let tables = this.tables.get(place);
    if (tables === undefined) {
      tables = { metrics: new MetricTable(), errors: new ErrorTable() };
      this.tables.set(place, tables);
    }
    return tables;
  }
}

function boundsOf(groups: readonly TraceGroup[]): SpanBounds {
  const starts = groups.map((group) => group.first_start).sort();
  const ends = groups.map((group) => group.last_end).sort();
  return { firstStart: starts[0] ?? "", lastEnd: ends.at(-1) ?? "" };
}

const totalKey = { grain: grains.total, scope: "", name: "", kind: 0, model: "", provider: "" };

function applicationKeys({ application, environment }: TraceGroup | SpanGroup) {
  return [
    { ...totalKey, environment, grain: grains.application, name: application },
    { ...totalKey, environment },
  ];
}

/**
 * Tokens and cost of an application come from its trace rows, where wrappers are counted out and estimates stand in for calls
 * that are missing; those of a model come from its calls.
 */
function addTraces(table: MetricTable, group: TraceGroup): void {
  for (const key of applicationKeys(group)) addTraceGroup(table.at(key), group);
}

function addTraceGroup(figures: MetricFigures, group: TraceGroup): void {
  figures.addSums({
    count: group.count,
    errors: group.errors,
    durationNs: group.duration_ns,
    inputTokens: group.input_tokens,
    outputTokens: group.output_tokens,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    cost: group.cost,
    calls: 0,
    unpricedCalls: 0,
    lastReceivedAt: group.last_received_at,
  });
  const { bin, count, min_ns: minNs, max_ns: maxNs } = group;
  if (bin !== null) figures.durations.addBin({ bin, count, minNs, maxNs });
}

function addSpans(table: MetricTable, group: SpanGroup): void {
  const { environment } = group;
  const model = { environment, name: "", kind: 0, model: group.model, provider: group.provider };
  const ofModel = [
    { ...model, grain: grains.model, scope: "" },
    { ...model, grain: grains.applicationModel, scope: group.application },
  ];
  if (group.is_ttft) {
    const { bin, count, min_ttft_ns: minNs, max_ttft_ns: maxNs } = group;
    if (!group.is_counted || bin === null || minNs === null || maxNs === null) return;
    for (const key of [...ofModel, ...applicationKeys(group)]) {
      table.at(key).ttfts.addBin({ bin, count, minNs, maxNs });
    }
    return;
  }
  const span = { environment, name: group.name ?? "", kind: group.kind ?? 0, model: group.model, provider: "" };
  const keys = [
    { ...span, grain: grains.span, scope: "" },
    { ...span, grain: grains.applicationSpan, scope: group.application },
    ...(group.is_counted ? ofModel : []),
  ];
  for (const key of keys) addSpanGroup(table, key, group);
  if (!group.is_counted) return;
  for (const key of applicationKeys(group)) {
    const figures = table.at(key);
    figures.calls += group.calls;
    figures.unpricedCalls += group.unpriced_calls;
    figures.addUsage({ ...usageOf(group), inputTokens: null, outputTokens: null, cost: null });
  }
}

function addSpanGroup(table: MetricTable, key: MetricRow["key"], group: SpanGroup): void {
  const figures = table.at(key);
  figures.addSums({
    count: group.count,
    errors: group.errors,
    durationNs: group.duration_ns,
    ...(group.is_counted ? usageOf(group) : noUsage),
    calls: group.is_counted ? group.calls : 0,
    unpricedCalls: group.is_counted ? group.unpriced_calls : 0,
    lastReceivedAt: null,
  });
  const { bin, count, min_ns: minNs, max_ns: maxNs } = group;
  if (bin !== null && minNs !== null && maxNs !== null) figures.durations.addBin({ bin, count, minNs, maxNs });
}

const noUsage = {
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  cost: null,
};

function usageOf(group: SpanGroup) {
  return {
    inputTokens: group.input_tokens,
    outputTokens: group.output_tokens,
    cacheReadTokens: group.cache_read_tokens,
    cacheWriteTokens: group.cache_write_tokens,
    reasoningTokens: group.reasoning_tokens,
    cost: group.cost,
  };
}
