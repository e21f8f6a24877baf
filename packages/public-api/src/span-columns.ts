import type { SpanId } from "@plumbline/base/ids";
import type { LlmKind } from "@plumbline/span/kind";
import type { SpanRow, TraceStatus } from "@plumbline/span-store/read/types";
import type { z } from "zod";
import type { spanColumns } from "./schemas/span-columns";

/**
 * The span rows of a trace by column. A trace of 50,000 spans is a fifth of the size that one object per span would have,
 * and parses in one pass. This file runs in the browser too, so it takes types of the schema only: zod weighs 35 kB.
 */
export type SpanColumns = z.infer<typeof spanColumns>;

/** A span of the tree. `SpanRow` of the span store, with its duration as a number of milliseconds. */
export interface SpanTreeRow {
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly name: string;
  readonly service: string;
  readonly kind: LlmKind;
  readonly status: TraceStatus;
  readonly offsetUs: number;
  readonly durationMs: number | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null for wrappers too, so that they add up to the trace's cost. */
  readonly cost: number | null;
  readonly ttftMs: number | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
}

export function encodeSpanColumns(rows: readonly SpanRow[]): SpanColumns {
  const rowOf = new Map(rows.map((row, index) => [row.spanId, index]));
  const missingParents: [number, string][] = [];
  const parents = rows.map((row, index) => {
    if (row.parentSpanId === null) return -1;
    const parent = rowOf.get(row.parentSpanId);
    if (parent === undefined) missingParents.push([index, row.parentSpanId]);
    return parent ?? -2;
  });
  return {
    spanIds: rows.map((row) => row.spanId).join(""),
    parents,
    missingParents,
    names: encodeTexts(rows, (row) => row.name),
    services: encodeTexts(rows, (row) => row.service),
    kinds: encodeTexts(rows, (row) => row.kind),
    statuses: encodeTexts(rows, (row) => row.status),
    models: encodeTexts(rows, (row) => row.model),
    errorTypes: encodeTexts(rows, (row) => row.errorType),
    errorMessages: encodeTexts(rows, (row) => row.errorMessage),
    offsetsUs: rows.map((row) => row.offsetUs),
    durationsMs: rows.map((row) => (row.durationNs === null ? null : Number(row.durationNs) / 1e6)),
    inputTokens: rows.map((row) => row.inputTokens),
    outputTokens: rows.map((row) => row.outputTokens),
    costs: rows.map((row) => row.cost),
    ttftMs: rows.map((row) => row.ttftMs),
  };
}

/** The rows in the order in which they were encoded: by start time, then span id. */
export function decodeSpanColumns(columns: SpanColumns): SpanTreeRow[] {
  const missing = new Map(columns.missingParents);
  const spanIdAt = (row: number) => columns.spanIds.slice(row * 16, row * 16 + 16) as SpanId;
  return columns.parents.map((parent, row) => ({
    spanId: spanIdAt(row),
    parentSpanId: parent >= 0 ? spanIdAt(parent) : ((missing.get(row) as SpanId | undefined) ?? null),
    name: textAt(columns.names, row) ?? "",
    service: textAt(columns.services, row) ?? "",
    kind: (textAt(columns.kinds, row) ?? "UNKNOWN") as LlmKind,
    status: (textAt(columns.statuses, row) ?? "unset") as TraceStatus,
    offsetUs: columns.offsetsUs[row] ?? 0,
    durationMs: columns.durationsMs[row] ?? null,
    model: textAt(columns.models, row),
    inputTokens: columns.inputTokens[row] ?? null,
    outputTokens: columns.outputTokens[row] ?? null,
    cost: columns.costs[row] ?? null,
    ttftMs: columns.ttftMs[row] ?? null,
    errorType: textAt(columns.errorTypes, row),
    errorMessage: textAt(columns.errorMessages, row),
  }));
}

type Texts = SpanColumns["names"];

function encodeTexts(rows: readonly SpanRow[], textOf: (row: SpanRow) => string | null): Texts {
  const indexes = new Map<string, number>();
  let lastText: string | undefined;
  let lastIndex = -1;
  const at = rows.map((row) => {
    const text = textOf(row);
    if (text === null) return -1;
    // Neighbours often share their text: comparing is cheaper than hashing.
    if (text === lastText) return lastIndex;
    lastText = text;
    lastIndex = indexes.get(text) ?? indexes.size;
    if (lastIndex === indexes.size) indexes.set(text, lastIndex);
    return lastIndex;
  });
  return { values: [...indexes.keys()], at };
}

function textAt(texts: Texts, row: number): string | null {
  return texts.values[texts.at[row] ?? -1] ?? null;
}
