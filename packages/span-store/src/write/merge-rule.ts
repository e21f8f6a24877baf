/** The columns that decide between two versions of one span. */
export interface SpanVersion {
  readonly spanId: string;
  readonly startUs: number;
  readonly startNs: number;
  /** Null while the span has not ended. */
  readonly durationNs: number | null;
  readonly attributeCount: number;
  readonly hashHigh: number;
  readonly hashLow: number;
}

/**
 * The merge rule: ended beats running, then the later end, more attributes, the larger content hash. Commutative, associative
 * and idempotent, so versions may arrive in any order and any number of times. Positive where `a` is the better one, 0 for
 * equal contents. `versionOrderSql` says the same to PostgreSQL.
 */
export function compareVersions(a: SpanVersion, b: SpanVersion): number {
  const [aEnd, bEnd] = [endOf(a), endOf(b)];
  if (aEnd.us !== bEnd.us) return aEnd.us - bEnd.us;
  if (aEnd.ns !== bEnd.ns) return aEnd.ns - bEnd.ns;
  if (a.attributeCount !== b.attributeCount) return a.attributeCount - b.attributeCount;
  if (a.hashHigh !== b.hashHigh) return a.hashHigh - b.hashHigh;
  return (a.hashLow >>> 0) - (b.hashLow >>> 0);
}

function endOf(version: SpanVersion): { us: number; ns: number } {
  if (version.durationNs === null) return { us: -Infinity, ns: 0 };
  const ns = version.startNs + version.durationNs;
  return { us: version.startUs + Math.floor(ns / 1000), ns: ns % 1000 };
}

/** `compareVersions` for PostgreSQL, within one (trace, span id, start_time): greater is better, column by column. */
export function versionOrderSql(table: string): string[] {
  return [
    `coalesce(${table}.start_time_ns + ${table}.duration_ns, -1)`,
    `${table}.attribute_count`,
    `${table}.content_hash`,
  ];
}

/**
 * Whether some span has several rows in the table: one per start time. Counted by that and not by the rows at hand, so that
 * versions which replace each other leave no mark, whatever order they came in.
 */
export function hasOldVersions(rows: readonly SpanVersion[]): boolean {
  const starts = new Map<string, number>();
  for (const { spanId, startUs } of rows) {
    const known = starts.get(spanId);
    if (known !== undefined && known !== startUs) return true;
    starts.set(spanId, startUs);
  }
  return false;
}

/** Keeps the best version of every span id. Two rows of one span stand where its versions differ in their start time. */
export function newestVersions<Row extends SpanVersion>(rows: readonly Row[]): readonly Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const other = best.get(row.spanId);
    if (other === undefined || compareVersions(row, other) > 0) best.set(row.spanId, row);
  }
  return best.size === rows.length ? rows : [...best.values()];
}
