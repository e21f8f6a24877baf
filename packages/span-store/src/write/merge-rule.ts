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
 * Whether the table holds a row that an other one of its span has replaced: rows of one span stand beside each other where
 * they start at different times. Rows outside the time of the trace do not count; readers leave them out by its bounds. So the
 * answer is the same whatever order the versions came in, and however many of them are at hand.
 *
 * @param newest `newestVersions` of the rows.
 * @param bounds Of the trace, which its newest versions make.
 */
export function hasOldVersions(
  rows: readonly SpanVersion[],
  newest: readonly SpanVersion[],
  bounds: { readonly startUs: number; readonly endUs: number },
): boolean {
  if (newest.length === rows.length) return false;
  const starts = new Map(newest.map(({ spanId, startUs }) => [spanId, startUs]));
  return rows.some(
    ({ spanId, startUs }) => startUs !== starts.get(spanId) && startUs >= bounds.startUs && startUs <= bounds.endUs,
  );
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
