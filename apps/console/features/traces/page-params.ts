/** Rows that are asked for at a time. */
export const pageSize = 50;

/** Which page of a list: behind a cursor, before one, or the first. */
export interface TracePageAt {
  readonly cursor?: string | undefined;
  readonly before?: string | undefined;
}

/** A page as the list holds it. */
export interface TracePage {
  readonly at: TracePageAt;
  readonly traceIds: readonly string[];
  readonly prevCursor: string | null;
}
