import type { Pool, PoolClient } from "@plumbline/db/pool";
import { needsOf } from "@plumbline/query/needs";
import type { Query } from "@plumbline/query/query";
import { relax } from "@plumbline/query/relax";
import { isLedByIndex } from "../read/trace-branches";
import { namesOneTrace } from "../read/trace-filter";
import { type Candidate, type SearchPosition, type SearchScope, selectByIds, selectFewIds } from "./candidate-rows";
import { type CandidateSource, RowSource, SegmentSource } from "./candidate-sources";
import { type CompiledNeed, compileNeed } from "./compiled-need";
import { TraceVerifier, type VerifiedTrace } from "./verify-traces";

export interface TraceSearch {
  /** Microseconds since 1970: inclusive start, exclusive end, by start of the trace. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly query: Query;
  readonly limit: number;
  /** Goes on behind this trace. */
  readonly after?: SearchPosition;
  /** When the search stops, whatever it has found. */
  readonly budgetMs?: number;
}

export interface TraceSearchPage {
  /** Newest first, at most `limit`. */
  readonly found: readonly VerifiedTrace[];
  /** Where the next page goes on; undefined when everything has been looked at. */
  readonly next: SearchPosition | undefined;
  /** Set where the time was up before the page was full: everything that started from here on was looked at. */
  readonly searchedBackToUs?: number;
}

export const searchBudgetMs = 3_000;

/** Spans and traces that are compared before the clock is looked at again. */
const spansPerRound = 1_000;
const tracesPerRound = 40;

/** So many traces whose rows satisfy the rest of the query are compared one by one without asking the index. */
const comparedDirectlyMax = 200;
/** Of so many the ids are known before the index is asked, and what it leads to beside them is passed over. */
const fittingMax = 2_000;

/**
 * One page of the traces for which a query about contents holds, newest first. The index and what is not indexed yet name
 * candidates; those whose rows fit are read and compared exactly, until the page is full or the time is up.
 */
export async function searchTraces(pool: Pool, projectId: string, search: TraceSearch): Promise<TraceSearchPage> {
  return withSources(pool, projectId, search, (sources, verifier, until) =>
    fillPage(new CandidateMerge(sources), verifier, search, until),
  );
}

/**
 * All traces for which a query about contents holds, where these are at most `limit` and no more candidates than that; undefined
 * where there are more, which takes little time to find out, and where the time does not suffice.
 */
export async function findFewTraces(
  pool: Pool,
  projectId: string,
  search: TraceSearch,
): Promise<readonly VerifiedTrace[] | undefined> {
  return withSources(pool, projectId, search, async (sources, verifier, until) => {
    for (const source of sources) if (!(await source.isFew(search.limit))) return undefined;
    const page = await fillPage(new CandidateMerge(sources), verifier, search, until);
    return page.next === undefined ? page.found : undefined;
  });
}

async function withSources<Result>(
  pool: Pool,
  projectId: string,
  search: TraceSearch,
  read: (sources: CandidateSource[], verifier: TraceVerifier, until: number) => Promise<Result>,
): Promise<Result> {
  const until = performance.now() + (search.budgetMs ?? searchBudgetMs);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const need = compileNeed(needsOf(search.query));
    const verifier = new TraceVerifier(pool, client, projectId, search.query, need);
    const scope: SearchScope = {
      projectId,
      fromUs: search.fromUs,
      toUs: search.toUs,
      after: search.after,
      narrowing: relax(search.query),
      ofTrace: verifier.ofTrace,
    };
    return await read(await chooseSources(client, scope, need), verifier, until);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function chooseSources(
  client: PoolClient,
  scope: SearchScope,
  need: CompiledNeed | undefined,
): Promise<CandidateSource[]> {
  if (need === undefined) return [new RowSource(client, scope, undefined)];
  const fitting = await selectFitting(client, scope);
  if (fitting !== undefined && fitting.length <= comparedDirectlyMax) {
    return [new ReadySource(await selectByIds(client, scope, fitting))];
  }
  // Read before the segments: what is indexed in between is then looked at twice, and never not at all.
  const { rows } = await client.query<{ through: string }>(
    "SELECT indexed_through::text AS through FROM search_state WHERE project_id = $1",
    [scope.projectId],
  );
  const through = rows[0]?.through;
  if (through === undefined) return [new RowSource(client, scope, undefined)];
  const ids = fitting && new Set(fitting);
  return [new RowSource(client, scope, through), new SegmentSource(client, scope, need, ids)];
}

/** The traces whose rows fit, where an index leads to them and they are few. */
async function selectFitting(client: PoolClient, scope: SearchScope): Promise<string[] | undefined> {
  const { narrowing } = scope;
  if (narrowing === undefined) return undefined;
  if (!namesOneTrace({ query: narrowing }) && !isLedByIndex(narrowing)) return undefined;
  return selectFewIds(client, scope, narrowing, fittingMax);
}

class ReadySource implements CandidateSource {
  frontierUs = Number.POSITIVE_INFINITY;

  constructor(private readonly candidates: Candidate[]) {}

  async isFew(): Promise<boolean> {
    return true;
  }

  async next(): Promise<Candidate[]> {
    this.frontierUs = Number.NEGATIVE_INFINITY;
    return this.candidates;
  }
}

/** Candidates of several sources in the order of the list, each once. */
class CandidateMerge {
  private readonly seen = new Set<string>();
  private held: Candidate[] = [];

  constructor(private readonly sources: readonly CandidateSource[]) {}

  /** Everything that starts later has been given out or is held. */
  get frontierUs(): number {
    return Math.max(...this.sources.map((source) => source.frontierUs));
  }

  get isAtEnd(): boolean {
    return this.frontierUs === Number.NEGATIVE_INFINITY && this.held.length === 0;
  }

  /** The first candidate that could be taken. */
  get waiting(): Candidate | undefined {
    const [first] = this.held;
    return first !== undefined && first.startUs > this.frontierUs ? first : undefined;
  }

  /** The next candidates, as many as one round takes; none where a source has to be asked first. */
  take(): Candidate[] {
    const { frontierUs } = this;
    let spans = 0;
    let count = 0;
    for (const candidate of this.held) {
      if (candidate.startUs <= frontierUs || count >= tracesPerRound || spans >= spansPerRound) break;
      spans += candidate.spanCount;
      count += 1;
    }
    return this.held.splice(0, count);
  }

  /** Asks the source that holds up the others. */
  async advance(): Promise<void> {
    const [source] = [...this.sources].sort((a, b) => b.frontierUs - a.frontierUs);
    const found = (await source?.next()) ?? [];
    const fresh = found.filter(({ traceId }) => !this.seen.has(traceId));
    for (const { traceId } of fresh) this.seen.add(traceId);
    this.held = [...this.held, ...fresh].sort(byPlaceInList);
  }
}

function byPlaceInList(a: Candidate, b: Candidate): number {
  return b.startUs - a.startUs || (a.traceId < b.traceId ? 1 : -1);
}

async function fillPage(
  merge: CandidateMerge,
  verifier: TraceVerifier,
  { limit }: TraceSearch,
  until: number,
): Promise<TraceSearchPage> {
  const found: VerifiedTrace[] = [];
  let last: SearchPosition | undefined;
  while (!merge.isAtEnd) {
    const candidates = merge.take();
    if (candidates.length === 0) await merge.advance();
    else {
      found.push(...(await verifier.verify(candidates)));
      last = candidates.at(-1);
    }
    // One more than the page, to know that another follows.
    if (found.length > limit) return { found: found.slice(0, limit), next: found[limit - 1]?.candidate };
    const hasAdvanced = last !== undefined || (merge.waiting === undefined && Number.isFinite(merge.frontierUs));
    // However little time there is, the next page must begin further on than this one.
    if (performance.now() > until && hasAdvanced && !merge.isAtEnd) return outOfTime(merge, found, last);
  }
  return { found, next: undefined };
}

/** Everything before the first candidate that was not compared was looked at, or where none is left, all behind the frontier. */
function outOfTime(
  merge: CandidateMerge,
  found: readonly VerifiedTrace[],
  last: SearchPosition | undefined,
): TraceSearchPage {
  const { waiting, frontierUs } = merge;
  const startUs = waiting?.startUs ?? frontierUs;
  const next = waiting !== undefined && last !== undefined ? last : { startUs: startUs + 1, traceId: firstId };
  return { found, next: Number.isFinite(next.startUs) ? next : undefined, searchedBackToUs: next.startUs };
}

/** Comes behind all traces that start in its microsecond. */
const firstId = "0".repeat(32);
