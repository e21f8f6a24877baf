import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { seededRandom } from "../statistics/seeded-random";

/** A list of graded documents and what other implementations say about it, with a threshold of 0.5. */
export interface OracleCase {
  readonly relevance: readonly number[];
  readonly k: number;
  readonly ndcg: number;
  readonly hitRate: number;
  readonly precision: number;
  readonly reciprocalRank: number;
}

export const exhaustiveCases = 12_776;
export const randomCases = 10_000;

/**
 * All binary lists of 2 to 8 documents and all lists of 2 to 6 with grades 0, 0.5 and 1, at K 1 to 8, then 10,000 random lists
 * of 2 to 50 at K 1 to 60. The lists are made here and in `fixtures/make-retrieval-oracle.py`, in the same order; the values
 * are scikit-learn's (nDCG) and ir-measures' (the others), as that script wrote them.
 */
export function readRetrievalOracle(): OracleCase[] {
  const lists = [...exhaustiveLists(), ...randomLists()];
  const values = readColumns(lists.length);
  const column = (place: number, index: number) => values[place * lists.length + index] ?? Number.NaN;
  return lists.map((list, index) => ({
    ...list,
    ndcg: column(0, index),
    hitRate: column(1, index),
    precision: column(2, index),
    reciprocalRank: column(3, index),
  }));
}

type GradedList = Pick<OracleCase, "relevance" | "k">;

function* exhaustiveLists(): Generator<GradedList> {
  const families = [
    { grades: [0, 1], longest: 8 },
    { grades: [0, 0.5, 1], longest: 6 },
  ];
  for (const { grades, longest } of families) {
    for (let length = 2; length <= longest; length++) {
      for (const relevance of product(grades, length)) {
        for (let k = 1; k <= 8; k++) yield { relevance, k };
      }
    }
  }
}

/** Every list of this length, the last place changing fastest. */
function product(grades: readonly number[], length: number): number[][] {
  if (length === 0) return [[]];
  return product(grades, length - 1).flatMap((start) => grades.map((grade) => [...start, grade]));
}

function* randomLists(): Generator<GradedList> {
  const random = seededRandom(20_240_311);
  const gradings: readonly ((value: number) => number)[] = [
    (value) => (value < 0.3 ? 1 : 0),
    (value) => Math.floor(value * 3) / 2,
    (value) => Math.floor(value * 4) / 3,
    (value) => value,
  ];
  for (let index = 0; index < randomCases; index++) {
    const length = 2 + Math.floor(random() * 49);
    const k = 1 + Math.floor(random() * 60);
    const grade = gradings[index % gradings.length];
    yield { relevance: Array.from({ length }, () => grade?.(random()) ?? Number.NaN), k };
  }
}

/** Little-endian doubles, stored with the bytes of one place side by side, which compresses to half. */
function readColumns(cases: number): Float64Array {
  const stored = gunzipSync(readFileSync(new URL("../../fixtures/retrieval-oracle.f64.gz", import.meta.url)));
  const count = cases * 4;
  if (stored.length !== count * 8) throw new Error(`The oracle file does not hold ${count} numbers.`);
  const bytes = Buffer.alloc(stored.length);
  for (let index = 0; index < stored.length; index++)
    bytes[(index % count) * 8 + Math.floor(index / count)] = stored[index] ?? 0;
  return Float64Array.from({ length: count }, (_, index) => bytes.readDoubleLE(index * 8));
}
