import type { TraceId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { matchesSpan } from "@plumbline/query/matches";
import type { Clause, Query, TextClause } from "@plumbline/query/query";
import { decodePayload } from "../codec";
import { spanCondition } from "../read/compile-span-query";
import { readPayloadChunks } from "../read/payload-chunks";
import { type LocatedSpan, selectSpans } from "../read/select-spans";
import { contentHashOf } from "../read/span-versions";
import { newParameterList } from "../read/statement";
import { inSlices, type Sliced } from "../read/time-slices";
import { compareVersions, type SpanVersion } from "../write/merge-rule";
import type { Candidate } from "./candidate-rows";
import type { CompiledNeed } from "./compiled-need";
import { ContentSpan } from "./content-span";
import { NeededTokens } from "./needed-tokens";
import { holdsForSpan, holdsForTrace, type QueryParts, takeApart } from "./query-parts";
import { findHit, hitsPerTraceMax, positiveClauses, type SearchHit } from "./search-hits";
import { isoOfUs, readStoredChunks } from "./stored-chunks";

/** A trace for which the query is true, and where. */
export interface VerifiedTrace {
  readonly candidate: Candidate;
  readonly hits: readonly SearchHit[];
}

/** Longer traces are read in pieces, each by itself. */
const spansReadAtOnce = 5_000;

/** Compares traces with a query, by what is stored of them. */
export class TraceVerifier {
  private readonly parts: QueryParts;
  private readonly clauses: readonly (Clause | TextClause)[];
  private readonly needed: NeededTokens | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly client: PoolClient,
    private readonly projectId: string,
    query: Query,
    need: CompiledNeed | undefined,
  ) {
    this.parts = takeApart(query);
    this.clauses = positiveClauses(query);
    this.needed = need && new NeededTokens(need);
  }

  /** For SQL over `trace`: `Candidate.rowAnswers` answers them. */
  get ofTrace(): readonly Query[] {
    return this.parts.ofTrace;
  }

  /** Those for which the query holds, in their order. */
  async verify(candidates: readonly Candidate[]): Promise<VerifiedTrace[]> {
    const short = candidates.filter(({ spanCount }) => spanCount <= spansReadAtOnce);
    const chunks = await readStoredChunks(this.client, this.projectId, short);
    const payloads = new Map<Candidate, Buffer[]>(short.map((candidate) => [candidate, []]));
    for (const { place, payload } of chunks) payloads.get(short[place] as Candidate)?.push(payload);
    const verified: VerifiedTrace[] = [];
    for (const candidate of candidates) {
      const stored = payloads.get(candidate);
      const hits = stored === undefined ? await this.verifyLong(candidate) : await this.verifyShort(candidate, stored);
      if (hits !== undefined) verified.push({ candidate, hits });
    }
    return verified;
  }

  private async verifyShort(candidate: Candidate, payloads: readonly Buffer[]): Promise<SearchHit[] | undefined> {
    const chunks = await inSlices(this.decodeNeeded(payloads));
    if (chunks === undefined) return undefined;
    const trace = new TraceAnswers(this.parts, this.clauses, await this.readSpanAnswers(candidate));
    await inSlices(trace.readChunks(chunks));
    return trace.hitsOf(candidate);
  }

  /** The chunks, or undefined where the trace lacks what the query needs. */
  private *decodeNeeded(payloads: readonly Buffer[]): Sliced<Buffer[] | undefined> {
    const { needed } = this;
    needed?.start();
    const chunks: Buffer[] = [];
    for (const payload of payloads) {
      const raw = decodePayload(payload);
      chunks.push(raw);
      needed?.readChunk(raw);
      yield;
    }
    return needed === undefined || needed.areFound() ? chunks : undefined;
  }

  private async verifyLong(candidate: Candidate): Promise<SearchHit[] | undefined> {
    if (this.needed !== undefined && !(await this.holdsNeeded(candidate, this.needed))) return undefined;
    const trace = new TraceAnswers(this.parts, this.clauses, await this.readSpanAnswers(candidate));
    for await (const raw of this.chunksOf(candidate)) await inSlices(trace.readChunks([raw]));
    return trace.hitsOf(candidate);
  }

  private async holdsNeeded(candidate: Candidate, needed: NeededTokens): Promise<boolean> {
    needed.start();
    for await (const raw of this.chunksOf(candidate)) {
      needed.readChunk(raw);
      if (needed.areFound()) return true;
    }
    return false;
  }

  private chunksOf({ traceId, startUs, endUs }: Candidate): AsyncGenerator<Buffer> {
    const bounds = { startIso: isoOfUs(startUs), endIso: isoOfUs(endUs) };
    return readPayloadChunks(this.pool, this.projectId, traceId as TraceId, bounds);
  }

  /** What rows of `span` say of each item of `ofSpan`, by span and version. */
  private async readSpanAnswers({ traceId, startUs, endUs }: Candidate): Promise<SpanAnswers> {
    const { ofSpan } = this.parts;
    if (ofSpan.length === 0) return new Map();
    const parameters = newParameterList();
    const answers = ofSpan.map((item) => `(${spanCondition(item, parameters)}) IS TRUE`);
    const { rows } = await this.client.query<{ key: string; answers: boolean[] }>(
      `SELECT encode(int8send(s.span_id), 'hex') || s.content_hash AS key, ARRAY[${answers.join(", ")}]::boolean[] AS answers
FROM span AS s WHERE s.project_id = ${parameters.value(this.projectId)} AND s.trace_id = ${parameters.value(traceId)}
  AND s.start_time BETWEEN ${parameters.value(isoOfUs(startUs))} AND ${parameters.value(isoOfUs(endUs))}`,
      [...parameters.values],
    );
    return new Map(rows.map((row) => [row.key, row.answers]));
  }
}

type SpanAnswers = ReadonlyMap<string, readonly boolean[]>;

interface AnsweredSpan {
  readonly version: SpanVersion;
  /** Of each question. */
  readonly answers: readonly boolean[];
  readonly hits: readonly SearchHit[];
}

/** What the spans of one trace answer. Of each span only the best version counts, and only its answers are kept. */
class TraceAnswers {
  private readonly spans = new Map<string, AnsweredSpan>();
  private hitCount = 0;

  constructor(
    private readonly parts: QueryParts,
    private readonly clauses: readonly (Clause | TextClause)[],
    private readonly rows: SpanAnswers,
  ) {}

  *readChunks(chunks: readonly Buffer[]): Sliced<void> {
    for (const raw of chunks) {
      const spans = selectSpans(raw, {});
      yield;
      for (const located of spans) {
        this.readSpan(located);
        yield;
      }
    }
  }

  private readSpan(located: LocatedSpan): void {
    const { spanId } = located.span;
    const known = this.spans.get(spanId);
    if (known !== undefined && compareVersions(located.version, known.version) <= 0) return;
    const span = new ContentSpan(located);
    const rows = this.rows.get(spanId + contentHashOf(located.version)) ?? [];
    const answers = this.parts.questions.map((question) =>
      holdsForSpan(question, rows, (clause) => matchesSpan(clause, span)),
    );
    const isShown = known === undefined && answers.includes(true) && this.hitCount < hitsMax;
    const hits = isShown || known !== undefined ? this.clauses.flatMap((clause) => findHit(clause, span) ?? []) : [];
    this.hitCount += hits.length;
    this.spans.set(spanId, { version: located.version, answers, hits });
  }

  /** Undefined where the query is not true. */
  hitsOf({ rowAnswers }: Candidate): SearchHit[] | undefined {
    const spans = [...this.spans.values()];
    const answers = this.parts.questions.map((_, place) => spans.some((span) => span.answers[place] === true));
    if (!holdsForTrace(this.parts.root, rowAnswers, answers)) return undefined;
    return spans.flatMap(({ hits }) => hits).slice(0, hitsPerTraceMax);
  }
}

/** More than are shown: a later version may take some away. */
const hitsMax = hitsPerTraceMax * 4;
