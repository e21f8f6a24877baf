import { createHash } from "node:crypto";

export interface DistinctDocument {
  /** Its first rank, from 1: the id that a judge sees, and the number beside it on the page. */
  readonly id: number;
  readonly text: string;
  /** 1-based ranks in the retrieved list at which this content stands; the first one is its place. */
  readonly ranks: readonly number[];
}

/**
 * Counts a chunk that was retrieved twice once, at its first rank, so that repeating a good document cannot raise
 * Precision. Equal means equal text after trimming (SHA-256).
 */
export function distinctDocuments(texts: readonly string[]): DistinctDocument[] {
  const ranksByHash = new Map<string, { text: string; ranks: number[] }>();
  texts.forEach((text, index) => {
    const hash = createHash("sha256").update(text.trim()).digest("base64");
    const known = ranksByHash.get(hash);
    if (known === undefined) ranksByHash.set(hash, { text, ranks: [index + 1] });
    else known.ranks.push(index + 1);
  });
  return [...ranksByHash.values()].map(({ text, ranks }) => ({ id: ranks[0] ?? 0, text, ranks }));
}
