import { isJsonObject, type JsonValue, tryParseJson } from "@plumbline/base/json";
import { unixNanoToIso } from "@plumbline/base/time";
import { otlpFromJaeger } from "@plumbline/otlp/jaeger-json";
import { readJsonTraces } from "@plumbline/otlp/read-json-traces";
import type { DecodedResource, DecodedResourceSpans, DecodedScope, DecodedSpan } from "@plumbline/otlp/types";
import { encodeSpanColumns } from "@plumbline/public-api/span-columns";
import { kindFromNumber, kindNumbers } from "@plumbline/span/kind";
import type { LlmFacts } from "@plumbline/span/llm-span";
import { readFacts } from "@plumbline/span/read-facts";
import { factSpanOf } from "@plumbline/span/read-span";
import { type RollUpSpan, rollUpTrace, type TraceRollUp } from "@plumbline/span/roll-up";
import type { TraceTree } from "./trace-source";

/** A span of a file with everything that stands around it. */
export interface FileSpan {
  readonly span: DecodedSpan;
  readonly resource: DecodedResource;
  readonly scope: DecodedScope;
}

/** A trace of a file, in the shapes of the API. */
export interface FileTrace {
  readonly tree: TraceTree;
  readonly spans: ReadonlyMap<string, FileSpan>;
}

export type FileReading =
  | { readonly ok: true; readonly traces: readonly FileTrace[] }
  /** What is wrong with the file, in finished sentences. */
  | { readonly ok: false; readonly message: string };

/** Reads OTLP/JSON (also one request per line, as the Collector's file exporter writes) or a Jaeger JSON file. */
export function readTraceFile(text: string): FileReading {
  const values = parseValues(text);
  if (values === undefined)
    return {
      ok: false,
      message:
        "The file is not JSON. OTLP as JSON and the JSON that Jaeger downloads can be shown; protobuf can be sent to the OTLP endpoint instead.",
    };
  const lists = values.flatMap((value) => {
    const list = readJsonTraces(value) ?? readJsonTraces(otlpFromJaeger(value) ?? null);
    return list === undefined ? [] : [list];
  });
  if (lists.length === 0)
    return {
      ok: false,
      message:
        "The file is JSON, but neither OTLP (resourceSpans) nor a Jaeger download (data with spans and processes).",
    };
  const traces = groupByTrace(lists.flat());
  return traces.length === 0 ? { ok: false, message: "The file holds no span with a trace id." } : { ok: true, traces };
}

function parseValues(text: string): readonly JsonValue[] | undefined {
  const whole = tryParseJson(text.replace(/^\uFEFF/, ""));
  if (whole !== undefined) return Array.isArray(whole) && !whole.every(isJaegerTrace) ? whole : [whole];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.flatMap((line) => tryParseJson(line) ?? []);
  return values.length > 0 && values.length === lines.length ? values : undefined;
}

function isJaegerTrace(value: JsonValue): boolean {
  return isJsonObject(value) && Array.isArray(value.spans);
}

function groupByTrace(list: readonly DecodedResourceSpans[]): readonly FileTrace[] {
  const byTrace = new Map<string, Map<string, FileSpan>>();
  for (const { resource, scopeSpans } of list) {
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) {
        if (!/^[0-9a-f]{32}$/.test(span.traceId) || !/^[0-9a-f]{16}$/.test(span.spanId)) continue;
        const trace = byTrace.get(span.traceId) ?? new Map<string, FileSpan>();
        byTrace.set(span.traceId, trace);
        // As in the store, the version that came last counts.
        trace.set(span.spanId, { span, resource, scope });
      }
    }
  }
  return [...byTrace].map(([traceId, spans]) => ({ spans, tree: treeOf(traceId, spans) }));
}

interface Row {
  readonly rollUp: RollUpSpan;
  readonly facts: LlmFacts;
}

function treeOf(traceId: string, spans: ReadonlyMap<string, FileSpan>): TraceTree {
  const rows = [...spans.values()].map(rowOf).sort(byStart);
  const totals = rollUpTrace(rows.map(({ rollUp }) => rollUp));
  return {
    trace: traceItemOf(traceId, totals, rows),
    spans: encodeSpanColumns(rows.map(({ rollUp, facts }) => spanRowOf(rollUp, facts, totals.startUs))),
  };
}

function rowOf({ span, resource }: FileSpan): Row {
  const facts = readFacts(span.attributes, factSpanOf(span, resource));
  const startUs = Number(span.startTimeUnixNano / 1000n);
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  const service = resource.attributes["service.name"];
  return {
    facts,
    rollUp: {
      spanId: span.spanId,
      parentSpanId: span.parentSpanId === "" ? null : span.parentSpanId,
      startUs,
      startNs: Number(span.startTimeUnixNano % 1000n),
      durationNs: span.endTimeUnixNano === 0n ? null : Math.max(0, Number(duration)),
      name: span.name === "" ? "unknown" : span.name,
      service: typeof service === "string" && service !== "" ? service : "unknown_service",
      kind: kindNumbers[facts.kind],
      status: span.status.code,
      model: facts.responseModel ?? facts.requestModel ?? null,
      responseId: facts.responseId ?? null,
      inputTokens: facts.inputTokens ?? null,
      outputTokens: facts.outputTokens ?? null,
      // Prices are the server's: a file is looked at without it.
      cost: null,
      sessionId: facts.sessionId ?? null,
      userId: facts.userId ?? null,
      errorMessage: span.status.code === 2 ? errorMessageOf(span) : null,
    },
  };
}

function errorMessageOf({ status, events }: DecodedSpan): string | null {
  if (status.message !== "") return status.message;
  const message = events.findLast(({ name }) => name === "exception")?.attributes["exception.message"];
  return typeof message === "string" ? message : null;
}

function byStart(a: Row, b: Row): number {
  return (
    a.rollUp.startUs - b.rollUp.startUs ||
    a.rollUp.startNs - b.rollUp.startNs ||
    (a.rollUp.spanId < b.rollUp.spanId ? -1 : 1)
  );
}

const statusNames = ["unset", "ok", "error"] as const;

function spanRowOf(row: RollUpSpan, facts: LlmFacts, traceStartUs: number) {
  return {
    // The ids were checked when the file was read.
    spanId: row.spanId as Parameters<typeof encodeSpanColumns>[0][number]["spanId"],
    parentSpanId: row.parentSpanId as Parameters<typeof encodeSpanColumns>[0][number]["parentSpanId"],
    name: row.name,
    service: row.service,
    kind: facts.kind,
    status: statusNames[row.status] ?? "unset",
    offsetUs: row.startUs - traceStartUs + row.startNs / 1000,
    durationNs: row.durationNs === null ? null : BigInt(row.durationNs),
    model: row.model,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    cost: null,
    ttftMs: facts.ttftMs ?? null,
    errorType: facts.errorType ?? null,
    errorMessage: row.errorMessage,
  };
}

function traceItemOf(traceId: string, totals: TraceRollUp, rows: readonly Row[]): TraceTree["trace"] {
  const { inputTokens: input, outputTokens: output } = totals;
  const root = rows.find(({ rollUp }) => rollUp.parentSpanId === null) ?? rows[0];
  return {
    traceId,
    name: totals.name,
    application: totals.application,
    startTime: unixNanoToIso(BigInt(totals.startUs) * 1000n),
    durationMs: totals.durationNs / 1e6,
    status: statusNames[totals.status] ?? "unset",
    isIncomplete: !totals.hasRoot || totals.orphanCount > 0,
    isRunning: totals.isRunning,
    rootKind: kindFromNumber(totals.rootKind),
    spanCount: totals.spanCount,
    errorCount: totals.errorCount,
    tokens: input === null && output === null ? null : { input, output, total: (input ?? 0) + (output ?? 0) },
    cost: null,
    models: [...totals.models],
    sessionId: totals.sessionId,
    userId: totals.userId,
    input: root?.facts.inputPreview ?? null,
    output: root?.facts.outputPreview ?? null,
    errorMessage: totals.errorMessage,
    evaluation: null,
  };
}
