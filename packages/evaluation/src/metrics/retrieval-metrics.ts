/**
 * The four retrieval metrics over graded documents, after Järvelin and Kekäläinen (2002) with linear gain, and the
 * definitions of trec_eval for the other three. Every edge case is decided here and printed beside the number:
 *
 * - nDCG's ideal is the same list sorted downward over all retrieved and judged documents: "ordering quality of what was
 *   retrieved". It is neither the top K nor the corpus, so `[1, 0, 0]` scores 1 although little came back.
 * - Precision@K divides by K, also where fewer came back (`fewerThanK`).
 * - No document at all is `null`: not applicable, counted, never a zero.
 * - A document that was not judged is a hole. A metric that depends on it is `null`; one that is certain without it is not.
 */

export interface RetrievalMetricOptions {
  /** Documents that count, from the top; a whole number from 1. */
  readonly k: number;
  /** A document is relevant from this grade on, 0 to 1. */
  readonly relevanceThreshold: number;
}

export interface RetrievalMetrics {
  readonly ndcg: number | null;
  readonly hitRate: number | null;
  readonly precision: number | null;
  /** Of this one trace; only its mean over many is called MRR. */
  readonly reciprocalRank: number | null;
  /** Documents retrieved, duplicates already left out. */
  readonly n: number;
  /** Documents that were not judged. */
  readonly holes: number;
  readonly fewerThanK: boolean;
}

/**
 * @param relevance 0 to 1 per document in retrieved order; null where the document was not judged.
 * @throws RangeError for a grade outside 0 to 1, or K below 1.
 */
export function retrievalMetrics(
  relevance: readonly (number | null)[],
  { k, relevanceThreshold }: RetrievalMetricOptions,
): RetrievalMetrics {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`K must be a whole number from 1, not ${k}.`);
  for (const grade of relevance) {
    if (grade !== null && !(grade >= 0 && grade <= 1)) throw new RangeError(`A grade must be 0 to 1, not ${grade}.`);
  }
  const n = relevance.length;
  const holes = relevance.filter((grade) => grade === null).length;
  const shape = { n, holes, fewerThanK: n < k };
  if (n === 0) return { ndcg: null, hitRate: null, precision: null, reciprocalRank: null, ...shape };

  const hits = relevance.map((grade) => (grade === null ? null : grade >= relevanceThreshold));
  return {
    ndcg: normalisedDcg(relevance, k),
    hitRate: hitRate(hits.slice(0, k)),
    precision: precision(hits.slice(0, k), k),
    reciprocalRank: reciprocalRank(hits),
    ...shape,
  };
}

function normalisedDcg(relevance: readonly (number | null)[], k: number): number | null {
  const judged = relevance.filter((grade): grade is number => grade !== null);
  // A hole below K still belongs to the ideal set, so any hole leaves the ideal unknown.
  if (judged.length < relevance.length) return null;
  const ideal = dcg(judged.toSorted((a, b) => b - a).slice(0, k));
  return ideal === 0 ? 0 : Math.min(1, dcg(judged.slice(0, k)) / ideal);
}

function dcg(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0);
}

function hitRate(top: readonly (boolean | null)[]): number | null {
  if (top.includes(true)) return 1;
  return top.includes(null) ? null : 0;
}

function precision(top: readonly (boolean | null)[], k: number): number | null {
  return top.includes(null) ? null : top.filter(Boolean).length / k;
}

function reciprocalRank(hits: readonly (boolean | null)[]): number | null {
  const first = hits.indexOf(true);
  const hole = hits.indexOf(null);
  if (first === -1) return hole === -1 ? 0 : null;
  return hole !== -1 && hole < first ? null : 1 / (first + 1);
}
