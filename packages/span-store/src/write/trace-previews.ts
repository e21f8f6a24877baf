import { kindNumbers } from "@plumbline/span/kind";
import type { LlmFacts } from "@plumbline/span/llm-span";
import type { SpanRow } from "./span-row";

/** A trace's input or output line with the rank of the span it came from; lower wins. */
export interface RankedText {
  readonly rank: number;
  readonly text: string;
}

export interface TracePreviews {
  readonly input: RankedText | null;
  readonly output: RankedText | null;
}

export const noPreviews: TracePreviews = { input: null, output: null };

/** What trace.input_rank holds while there is no preview. */
export const rankMax = Number.MAX_SAFE_INTEGER;

/** One class of rank is wider than the milliseconds until the year 2255. */
const classWidth = 2 ** 50;
const msMax = 2 ** 43;

/** Kinds that speak for a trace without a root, best first; other kinds come after them. */
const speakingKinds: readonly number[] = [kindNumbers.AGENT, kindNumbers.CHAIN, kindNumbers.LLM, kindNumbers.RETRIEVER];

/** What the rank of a span depends on. */
export type RankedRow = Pick<SpanRow, "parentSpanId" | "kind" | "startUs" | "durationNs">;

/** The ended root, then the root while it runs, then by kind. Within a class the earliest start speaks for the input. */
export function inputRank(row: RankedRow): number {
  return rankClass(row) * classWidth + Math.min(Math.max(Math.floor(row.startUs / 1000), 0), msMax);
}

/** As `inputRank`, but within a class the latest end speaks for the output. */
export function outputRank(row: RankedRow): number {
  const endMs = Math.floor((row.startUs + (row.durationNs ?? 0) / 1000) / 1000);
  return rankClass(row) * classWidth + msMax - Math.min(Math.max(endMs, 0), msMax);
}

function rankClass(row: RankedRow): number {
  if (row.parentSpanId === null) return row.durationNs === null ? 1 : 0;
  const place = speakingKinds.indexOf(row.kind);
  return 2 + (place === -1 ? speakingKinds.length : place);
}

/**
 * The better of two previews. Commutative and associative, so the order in which chunks arrive leaves no mark: equal ranks
 * (two versions of one span) are decided by the text.
 */
export function betterPreview(a: RankedText | null, b: RankedText | null): RankedText | null {
  if (a === null || b === null) return a ?? b;
  if (a.rank !== b.rank) return a.rank < b.rank ? a : b;
  return a.text <= b.text ? a : b;
}

export function mergePreviews(a: TracePreviews, b: TracePreviews): TracePreviews {
  return { input: betterPreview(a.input, b.input), output: betterPreview(a.output, b.output) };
}

export interface PreviewSource {
  readonly row: SpanRow;
  readonly readPreviews: () => Pick<LlmFacts, "inputPreview" | "outputPreview">;
}

/**
 * The best previews among some spans. Sources are asked in the order of their rank and only until one has an answer, which
 * is nearly always the first: decoding texts costs as much as all other facts together.
 */
export function pickPreviews(sources: readonly PreviewSource[]): TracePreviews {
  const answers = new Map<PreviewSource, Pick<LlmFacts, "inputPreview" | "outputPreview">>();
  const ask = (source: PreviewSource) => {
    let answer = answers.get(source);
    if (!answer) {
      answer = source.readPreviews();
      answers.set(source, answer);
    }
    return answer;
  };
  return {
    input: pick(sources, inputRank, (source) => ask(source).inputPreview),
    output: pick(sources, outputRank, (source) => ask(source).outputPreview),
  };
}

function pick(
  sources: readonly PreviewSource[],
  rankOf: (row: SpanRow) => number,
  textOf: (source: PreviewSource) => string | undefined,
): RankedText | null {
  let best: RankedText | null = null;
  const ranked = sources.map((source) => ({ source, rank: rankOf(source.row) })).sort((a, b) => a.rank - b.rank);
  for (const { source, rank } of ranked) {
    if (best !== null && rank > best.rank) break;
    const text = textOf(source);
    if (text !== undefined) best = betterPreview(best, { rank, text });
  }
  return best;
}
