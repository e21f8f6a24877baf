import type { PoolClient } from "@plumbline/db/pool";
import { isLedByIndex } from "../read/trace-branches";
import { type Candidate, type SearchScope, selectByIds, selectFewIds, selectNewest } from "./candidate-rows";
import { cellCount, countCells } from "./cells";
import type { CompiledNeed } from "./compiled-need";
import { readSegmentPage, readTraceIds, type SegmentHit, type SegmentPosition } from "./segment-reader";

/** Gives out candidates in steps, roughly newest first. */
export interface CandidateSource {
  /** Every candidate that starts later has been given out. Falls with each step, to -Infinity at the end. */
  readonly frontierUs: number;
  next(): Promise<Candidate[]>;
  /** Whether there are about `max` candidates or fewer, as far as can be told without reading them. Asked before the first step. */
  isFew(max: number): Promise<boolean>;
}

const firstRows = 100;
const rowsMax = 1_000;

/** Traces by their rows alone: those that are not indexed yet, or all where the index has nothing to say. */
export class RowSource implements CandidateSource {
  frontierUs = Number.POSITIVE_INFINITY;
  private limit = firstRows;
  private after: SearchScope["after"];

  constructor(
    private readonly client: PoolClient,
    private readonly scope: SearchScope,
    private readonly receivedAfter: string | undefined,
  ) {
    this.after = scope.after;
  }

  /** What is not indexed yet is little, unless indexing is far behind: then the time of the search ends it. */
  async isFew(max: number): Promise<boolean> {
    const { client, scope } = this;
    if (this.receivedAfter !== undefined) return true;
    if (scope.narrowing !== undefined && !isLedByIndex(scope.narrowing)) return false;
    return (await selectFewIds(client, scope, scope.narrowing, max)) !== undefined;
  }

  async next(): Promise<Candidate[]> {
    const scope = { ...this.scope, after: this.after };
    const found = await selectNewest(this.client, scope, this.receivedAfter, this.limit);
    const last = found.at(-1);
    if (last === undefined || found.length < this.limit) this.frontierUs = Number.NEGATIVE_INFINITY;
    else {
      // Traces that start in the same microsecond may follow; they come before everything older.
      this.frontierUs = last.startUs;
      this.after = last;
    }
    this.limit = Math.min(rowsMax, this.limit * 2);
    return found;
  }
}

const firstSegments = 16;
const segmentsPerReadMax = 4_096;
/** A step takes the segments that were hit until so many traces are candidates; twice as many each time. */
const firstTraces = 64;
const tracesMax = 512;
const segmentsPerStep = 64;
/** Where few traces fit, most of what a step finds falls away before it is looked at. */
const segmentsPerStepOfFew = 256;

/** Traces that the index leads to. */
export class SegmentSource implements CandidateSource {
  frontierUs = Number.POSITIVE_INFINITY;
  private limit = firstSegments;
  private traces = firstTraces;
  private hits: SegmentHit[] = [];
  private after: SegmentPosition | undefined;
  private isRead = false;

  constructor(
    private readonly client: PoolClient,
    private readonly scope: SearchScope,
    private readonly need: CompiledNeed,
    /** Ids of all traces whose rows fit, where these are few. */
    private readonly fitting: ReadonlySet<string> | undefined,
  ) {}

  async next(): Promise<Candidate[]> {
    const { client, scope } = this;
    while (this.hits.length === 0 && !this.isRead) await this.readPage();
    const taken = this.takeHits();
    const found = new Set(await readTraceIds(client, scope.projectId, taken));
    const traceIds = [...found].filter((traceId) => this.fitting?.has(traceId) !== false);
    const [next] = this.hits;
    this.frontierUs = next?.toUs ?? (this.isRead ? Number.NEGATIVE_INFINITY : (this.after?.toUs ?? 0));
    return selectByIds(client, scope, traceIds);
  }

  async isFew(max: number): Promise<boolean> {
    if (this.fitting !== undefined && this.fitting.size <= max) return true;
    let traces = 0;
    while (!this.isRead && traces <= max) {
      const known = this.hits.length;
      await this.readPage();
      for (const hit of this.hits.slice(known)) traces += tracesOf(hit);
    }
    return traces <= max;
  }

  private async readPage(): Promise<void> {
    const { client, scope, need } = this;
    const toUs = scope.after === undefined ? scope.toUs : Math.min(scope.toUs, scope.after.startUs + 1);
    const page = await readSegmentPage(client, { ...scope, toUs }, need, this.after, this.limit);
    this.hits.push(...page.hits);
    this.isRead = page.after === undefined;
    this.after = page.after;
    this.limit = Math.min(segmentsPerReadMax, this.limit * 4);
  }

  private takeHits(): SegmentHit[] {
    const isFewOfThem = this.fitting !== undefined;
    const segmentsMax = isFewOfThem ? segmentsPerStepOfFew : segmentsPerStep;
    let traces = 0;
    let count = 0;
    for (const hit of this.hits) {
      if (count >= segmentsMax || (traces >= this.traces && !isFewOfThem)) break;
      traces += tracesOf(hit);
      count += 1;
    }
    this.traces = Math.min(tracesMax, this.traces * 2);
    return this.hits.splice(0, count);
  }
}

/** About how many traces a hit leads to. */
function tracesOf({ cells, traceCount }: SegmentHit): number {
  return (
    Math.max(1, Math.round((countCells(cells) * Math.min(traceCount, cellCount)) / cellCount)) *
    Math.max(1, traceCount / cellCount)
  );
}
