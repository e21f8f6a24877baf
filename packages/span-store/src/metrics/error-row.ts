import type { ErrorGroup } from "./count-statements";
import { messageShape } from "./message-shape";

const samplesMax = 5;
/** Groups per unit of time that have rows; an application that makes up its error types must not fill the table. */
const groupsMax = 500;

/** Failures of one application and environment with one type and shape of message, in one place. */
export interface ErrorRow {
  readonly application: string;
  /** Of the trace; "" where none was reported. */
  readonly environment: string;
  /** "" where none was reported; so with shape and message. */
  readonly errorType: string;
  readonly shape: string;
  /** Of the newest occurrence. */
  readonly spanName: string;
  readonly message: string;
  readonly occurrences: number;
  readonly traces: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Trace ids with dashes; of the newest occurrences, the newest first. */
  readonly sampleTraces: readonly string[];
}

interface Building extends Omit<ErrorRow, "traces" | "sampleTraces"> {
  spanName: string;
  message: string;
  occurrences: number;
  firstSeen: string;
  lastSeen: string;
  readonly seenByTrace: Map<string, string>;
}

export class ErrorTable {
  private readonly rows = new Map<string, Building>();

  add(group: ErrorGroup): void {
    const shape = messageShape(group.message);
    const key = JSON.stringify([group.application, group.environment, group.error_type, shape]);
    let row = this.rows.get(key);
    if (row === undefined) {
      if (this.rows.size >= groupsMax) return;
      row = {
        application: group.application,
        environment: group.environment,
        errorType: group.error_type,
        shape,
        spanName: group.span_name,
        message: group.message,
        occurrences: 0,
        firstSeen: group.first_seen,
        lastSeen: group.last_seen,
        seenByTrace: new Map(),
      };
      this.rows.set(key, row);
    }
    row.occurrences += group.occurrences;
    if (group.first_seen < row.firstSeen) row.firstSeen = group.first_seen;
    if (group.last_seen >= row.lastSeen) {
      row.lastSeen = group.last_seen;
      row.spanName = group.span_name;
      row.message = group.message;
    }
    const seen = row.seenByTrace.get(group.trace_id);
    if (seen === undefined || seen < group.last_seen) row.seenByTrace.set(group.trace_id, group.last_seen);
  }

  values(): ErrorRow[] {
    return [...this.rows.values()].map(({ seenByTrace, ...row }) => ({
      ...row,
      traces: seenByTrace.size,
      sampleTraces: [...seenByTrace]
        .sort(([idA, a], [idB, b]) => (a === b ? (idA < idB ? -1 : 1) : a < b ? 1 : -1))
        .slice(0, samplesMax)
        .map(([traceId]) => traceId),
    }));
  }
}

/** The same group in two places. Traces lie in one place each, so they add up. */
export function mergeErrorRows(a: ErrorRow, b: ErrorRow): ErrorRow {
  const [newer, older] = a.lastSeen >= b.lastSeen ? [a, b] : [b, a];
  return {
    ...newer,
    occurrences: a.occurrences + b.occurrences,
    traces: a.traces + b.traces,
    firstSeen: [a.firstSeen, b.firstSeen].sort()[0] ?? a.firstSeen,
    sampleTraces: [...newer.sampleTraces, ...older.sampleTraces].slice(0, samplesMax),
  };
}
