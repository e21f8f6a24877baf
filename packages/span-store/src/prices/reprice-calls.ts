import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";
import { sqlState } from "@plumbline/db/sqlstate";
import { kindNumbers } from "@plumbline/span/kind";
import { storedPriceId } from "@plumbline/span/pricing/find-price-row";
import { applyPrice, createPricer, type Pricer } from "@plumbline/span/pricing/price-call";
import { rollUpTrace } from "@plumbline/span/roll-up";
import { newestVersions } from "../write/merge-rule";
import { selectSpanRows } from "../write/stored-spans";
import { selectProjectPrices } from "./project-price-rows";

/** Traces of one transaction: their rows are locked, and a sender that adds to one of them waits so long. */
const tracesPerSlice = 200;
/** Less than a deadlock takes to be noticed: a sender is never the one that gives way. */
const lockTimeoutMs = 300;
const lockNotAvailable = "55P03";

export interface RepricingStep {
  readonly projectId: string;
  readonly repricingId: string;
  readonly traces: number;
  readonly spans: number;
  readonly isFinished: boolean;
}

interface OpenRepricing {
  readonly id: string;
  readonly project_id: string;
  /** With microseconds, which a Date would lose. */
  readonly done_until: string;
  readonly to_time: string;
}

const utc = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * Prices the calls of some more traces of each project in which that was asked for. Goes on where an earlier run, of this process or
 * another one, has ended. Answers what was done; an empty list where nothing is left.
 */
export async function repriceCalls(pool: Pool): Promise<RepricingStep[]> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM repricing WHERE finished_at IS NULL");
  const steps: RepricingStep[] = [];
  for (const { id } of rows) {
    const step = await repriceSlice(pool, id).catch((error: unknown) => {
      // A sender is just writing one of these traces.
      if (sqlState(error) === lockNotAvailable) return undefined;
      throw error;
    });
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

async function repriceSlice(pool: Pool, id: string): Promise<RepricingStep | undefined> {
  const { rows: open } = await pool.query<{ project_id: string }>("SELECT project_id FROM repricing WHERE id = $1", [
    id,
  ]);
  const projectId = open[0]?.project_id;
  if (projectId === undefined) return undefined;
  const pricer = createPricer(await selectProjectPrices(pool, projectId));
  return inTransaction(pool, async (client) => {
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    const { rows } = await client.query<OpenRepricing>(
      `SELECT id, project_id, ${utc("done_until")} AS done_until, ${utc("to_time")} AS to_time
FROM repricing WHERE id = $1 AND finished_at IS NULL FOR UPDATE SKIP LOCKED`,
      [id],
    );
    const [repricing] = rows;
    if (repricing === undefined) return undefined;
    const slice = await nextSlice(client, repricing);
    const spans = await repriceSpans(client, projectId, slice.traces, pricer);
    const changed = slice.traces.filter(({ traceId }) => spans.has(traceId));
    await sumTraces(client, projectId, changed);
    const count = [...spans.values()].reduce((sum, spansOfTrace) => sum + spansOfTrace, 0);
    await client.query(
      `UPDATE repricing SET done_until = $2, traces = traces + $3, spans = spans + $4,
  finished_at = CASE WHEN $5 THEN now() END WHERE id = $1`,
      [id, slice.until, changed.length, count, slice.isLast],
    );
    return { projectId, repricingId: id, traces: changed.length, spans: count, isFinished: slice.isLast };
  });
}

interface SlicedTrace {
  readonly traceId: string;
  readonly startIso: string;
  readonly startUs: number;
  readonly endUs: number;
  /** The worker sums it up in any case. */
  readonly isDue: boolean;
}

interface Slice {
  readonly traces: readonly SlicedTrace[];
  /** Traces that began before it are done then. */
  readonly until: string;
  readonly isLast: boolean;
}

/** The next traces by start, all of those that began in one microsecond together; locked in the order in which ingest locks. */
async function nextSlice(
  client: PoolClient,
  { project_id: projectId, done_until, to_time }: OpenRepricing,
): Promise<Slice> {
  const { rows: starts } = await client.query<{ at: string }>(
    `SELECT ${utc("start_time")} AS at FROM trace WHERE project_id = $1 AND start_time >= $2 AND start_time < $3
ORDER BY start_time LIMIT ${tracesPerSlice}`,
    [projectId, done_until, to_time],
  );
  const isLast = starts.length < tracesPerSlice;
  const last = starts.at(-1)?.at;
  if (last === undefined) return { traces: [], until: to_time, isLast };
  const { rows: traces } = await client.query<SlicedTrace>(
    `SELECT replace(trace_id::text, '-', '') AS "traceId", ${utc("start_time")} AS "startIso",
  (extract(epoch FROM start_time) * 1000000)::float8 AS "startUs",
  (extract(epoch FROM end_time) * 1000000)::float8 AS "endUs", totals_due AS "isDue"
FROM trace WHERE project_id = $1 AND start_time >= $2 AND start_time <= $3
ORDER BY project_id, trace_id FOR UPDATE`,
    [projectId, done_until, last],
  );
  const { rows: next } = await client.query<{ until: string }>(
    `SELECT ${utc("least($1::timestamptz + interval '1 microsecond', $2::timestamptz)")} AS until`,
    [last, to_time],
  );
  return { traces, until: isLast ? to_time : (next[0]?.until ?? to_time), isLast };
}

interface CallRow {
  readonly trace_id: string;
  readonly span_id: string;
  readonly start_iso: string;
  readonly model: string;
  readonly provider: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost: number | null;
  readonly price_id: string | null;
}

const { LLM, EMBEDDING, RERANKER } = kindNumbers;

/** Answers how many calls of each trace have another cost now. */
async function repriceSpans(
  client: PoolClient,
  projectId: string,
  traces: readonly SlicedTrace[],
  pricer: Pricer,
): Promise<ReadonlyMap<string, number>> {
  const changes = new Map<string, number>();
  if (traces.length === 0) return changes;
  const { rows } = await client.query<CallRow>(
    `SELECT replace(s.trace_id::text, '-', '') AS trace_id, s.span_id::text, ${utc("s.start_time")} AS start_iso, s.model, s.provider,
  s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_tokens, s.reasoning_tokens, s.cost, s.price_id
FROM unnest($2::uuid[], $3::timestamptz[], $4::float8[]) AS t(trace_id, start_time, end_us)
JOIN span AS s ON s.project_id = $1 AND s.trace_id = t.trace_id
  AND s.start_time BETWEEN t.start_time AND to_timestamp(t.end_us / 1000000)
WHERE s.kind IN (${LLM}, ${EMBEDDING}, ${RERANKER}) AND s.model IS NOT NULL
  AND (s.input_tokens IS NOT NULL OR s.output_tokens IS NOT NULL)
ORDER BY s.trace_id, s.span_id, s.start_time`,
    [projectId, traces.map((t) => t.traceId), traces.map((t) => t.startIso), traces.map((t) => t.endUs)],
  );
  const changed = rows.flatMap((row) => {
    const priced = priceOf(row, pricer);
    const isSame = priced === undefined || (priced.cost === row.cost && priced.priceId === row.price_id);
    return isSame ? [] : [{ row, priced }];
  });
  if (changed.length === 0) return changes;
  await client.query(
    `UPDATE span SET cost = v.cost, price_id = v.price_id
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::float8[], $6::text[]) AS v(trace_id, span_id, start_time, cost, price_id)
WHERE span.project_id = $1 AND span.trace_id = v.trace_id AND span.span_id = v.span_id AND span.start_time = v.start_time`,
    [
      projectId,
      changed.map(({ row }) => row.trace_id),
      changed.map(({ row }) => row.span_id),
      changed.map(({ row }) => row.start_iso),
      changed.map(({ priced }) => priced.cost),
      changed.map(({ priced }) => priced.priceId),
    ],
  );
  for (const { row, priced } of changed) {
    if (priced.cost !== row.cost) changes.set(row.trace_id, (changes.get(row.trace_id) ?? 0) + 1);
  }
  return changes;
}

/**
 * Undefined where the call keeps what it has: its row holds only the model that answered, and a cost that the name of the requested
 * one has led to cannot be found again by that.
 */
function priceOf(row: CallRow, pricer: Pricer): { cost: number | null; priceId: string | null } | undefined {
  const found = pricer.findRow(row.provider ?? undefined, row.model, new Date(row.start_iso));
  if (found === undefined) {
    const wasOwnPrice = row.price_id?.startsWith("project/") === true;
    return wasOwnPrice ? { cost: null, priceId: null } : undefined;
  }
  const priced = applyPrice(found, {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    reasoningTokens: row.reasoning_tokens,
  });
  return priced === undefined
    ? { cost: null, priceId: null }
    : { cost: priced.cost, priceId: storedPriceId(found, true) };
}

/** The cost of traces from their spans, as ingest sums it up; and the minutes whose figures are others now. */
async function sumTraces(client: PoolClient, projectId: string, traces: readonly SlicedTrace[]): Promise<void> {
  if (traces.length === 0) return;
  const bounds = {
    fromUs: Math.min(...traces.map(({ startUs }) => startUs)),
    toUs: Math.max(...traces.map(({ endUs }) => endUs)),
  };
  const spans = await selectSpanRows(
    client,
    traces.map(({ traceId }) => ({ projectId, traceId })),
    bounds,
  );
  const exact = traces.flatMap((trace, index) => {
    const inBounds = (spans[index] ?? []).filter(({ startUs }) => startUs >= trace.startUs && startUs <= trace.endUs);
    return trace.isDue || inBounds.length === 0
      ? []
      : [{ traceId: trace.traceId, cost: rollUpTrace(newestVersions(inBounds)).cost }];
  });
  await client.query(
    `UPDATE trace SET cost = v.cost FROM unnest($2::uuid[], $3::float8[]) AS v(trace_id, cost)
WHERE trace.project_id = $1 AND trace.trace_id = v.trace_id`,
    [projectId, exact.map(({ traceId }) => traceId), exact.map(({ cost }) => cost)],
  );
  const minutes = [...new Set(traces.map(({ startUs }) => Math.floor(startUs / 60_000_000)))];
  await client.query("INSERT INTO metric_due (project_id, starts) VALUES ($1, $2)", [projectId, minutes]);
}
