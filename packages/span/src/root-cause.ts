import type { JsonValue } from "@plumbline/base/json";
import { buildForest, type Forest } from "./forest";

export interface FailureRow {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly status: "ok" | "error" | "unset";
  /** Microseconds from the start of the trace. */
  readonly offsetUs: number;
  readonly durationNs: bigint | number | null;
}

export interface Failure<Row extends FailureRow> {
  /** Where the error was raised: a failed span none of whose children failed. */
  readonly origin: Row;
  /** The failed spans above it, nearest first: what the error broke on its way up. */
  readonly broke: readonly Row[];
  /** The first span above that did not fail, so it handled the error. Undefined where the error reached a root. */
  readonly handledBy: Row | undefined;
  /** What ended just before the origin started, nearest first, at most five. */
  readonly before: readonly Row[];
  /** Other places where errors were raised, by time. */
  readonly others: readonly Row[];
}

const beforeMax = 5;

/**
 * Finds the failure that explains a trace: of all places where an error was raised, the first that reached the top of the trace,
 * or the first at all where every error was handled. "First" is by the time at which the span ended, which is when its error
 * surfaced. Undefined where no span failed.
 */
export function findFailure<Row extends FailureRow>(rows: readonly Row[]): Failure<Row> | undefined {
  const forest = buildForest(rows, byStartThenId);
  const origins = failedWithoutFailedChild(rows, forest)
    .map((position) => ({ position, ...chainAbove(rows, forest, position) }))
    .sort((a, b) => endOf(rowAt(rows, forest, a.position)) - endOf(rowAt(rows, forest, b.position)));
  const chosen = origins.find(({ handledBy }) => handledBy === undefined) ?? origins[0];
  const origin = chosen && rowAt(rows, forest, chosen.position);
  if (chosen === undefined || origin === undefined) return undefined;
  return {
    origin,
    broke: chosen.broke,
    handledBy: chosen.handledBy,
    before: endedBefore(rows, forest, chosen.position, origin),
    others: origins.filter((other) => other !== chosen).flatMap(({ position }) => rowAt(rows, forest, position) ?? []),
  };
}

/** The exception that a span document reports: its last exception event, else its status message. */
export function exceptionOf(document: {
  readonly status: { readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, JsonValue>> }[];
}): { readonly type?: string; readonly message?: string; readonly stacktrace?: string } | undefined {
  const event = document.events.findLast(({ name }) => name === "exception");
  const found = event?.attributes.exception;
  const fields = typeof found === "object" && found !== null && !Array.isArray(found) ? found : {};
  const exception = {
    ...text("type", fields.type),
    ...text("message", fields.message ?? document.status.message),
    ...text("stacktrace", fields.stacktrace),
  };
  return Object.keys(exception).length > 0 ? exception : undefined;
}

function text<Name extends string>(name: Name, value: JsonValue | undefined): { [Key in Name]?: string } {
  return typeof value === "string" && value !== "" ? ({ [name]: value } as { [Key in Name]?: string }) : {};
}

function byStartThenId(a: FailureRow, b: FailureRow): number {
  return a.offsetUs - b.offsetUs || (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0);
}

function rowAt<Row>(rows: readonly Row[], forest: Forest, position: number): Row | undefined {
  return rows[forest.order[position] ?? -1];
}

/** Microseconds; a span that has not ended counts from its start. */
function endOf(row: FailureRow | undefined): number {
  return row === undefined ? 0 : row.offsetUs + Number(row.durationNs ?? 0) / 1000;
}

function failedWithoutFailedChild(rows: readonly FailureRow[], forest: Forest): number[] {
  const hasFailedChild = new Uint8Array(rows.length);
  const failed: number[] = [];
  forest.order.forEach((_, position) => {
    if (rowAt(rows, forest, position)?.status !== "error") return;
    failed.push(position);
    const parent = forest.parent[position] ?? -1;
    if (parent !== -1) hasFailedChild[parent] = 1;
  });
  return failed.filter((position) => hasFailedChild[position] === 0);
}

function chainAbove<Row extends FailureRow>(rows: readonly Row[], forest: Forest, position: number) {
  const broke: Row[] = [];
  for (let above = forest.parent[position] ?? -1; above !== -1; above = forest.parent[above] ?? -1) {
    const row = rowAt(rows, forest, above);
    if (row === undefined || row.status !== "error") return { broke, handledBy: row };
    broke.push(row);
  }
  return { broke, handledBy: undefined };
}

/** Spans that were over when the origin started; its ancestors were still running, so they are never among them. */
function endedBefore<Row extends FailureRow>(
  rows: readonly Row[],
  forest: Forest,
  position: number,
  origin: Row,
): Row[] {
  const ancestors = new Set<Row | undefined>();
  for (let above = forest.parent[position] ?? -1; above !== -1; above = forest.parent[above] ?? -1) {
    ancestors.add(rowAt(rows, forest, above));
  }
  return rows
    .filter((row) => row !== origin && row.durationNs !== null && endOf(row) <= origin.offsetUs && !ancestors.has(row))
    .sort((a, b) => endOf(b) - endOf(a) || byStartThenId(b, a))
    .slice(0, beforeMax);
}
