/** Two siblings side by side, or one without a partner; indices into the two lists, -1 where there is none. */
export interface SiblingPair {
  readonly a: number;
  readonly b: number;
  /** They stand in another order among their siblings. */
  readonly isMoved: boolean;
  /** Same kind and same place, other name. */
  readonly isRenamed: boolean;
}

export interface Sibling {
  readonly name: string;
  readonly kind: string;
}

/** Beyond this many comparisons siblings are matched by name and order alone, which is linear. */
const comparisonsMax = 4_000_000;

/**
 * Pairs the children of two spans: by name and kind along the longest common sequence; then by name and kind wherever they
 * stand; then, between two neighbours that are paired, by kind alone. Every index of both lists stands in exactly one pair, and
 * the pairs follow the order of `a`, with what only `b` has where it stands between its paired neighbours.
 */
export function alignSiblings(a: readonly Sibling[], b: readonly Sibling[]): SiblingPair[] {
  const partner = new Int32Array(a.length).fill(-1);
  const isTaken = new Uint8Array(b.length);
  const anchors = commonSequence(a.map(keyOf), b.map(keyOf));
  for (const [place, other] of anchors) {
    partner[place] = other;
    isTaken[other] = 1;
  }
  const isAnchor = Uint8Array.from(partner, (other) => (other === -1 ? 0 : 1));
  pairLeftOver(a, b, partner, isTaken);
  const isRenamed = pairRenamed(a, b, anchors, partner, isTaken);
  return inOrder(b.length, partner, isTaken, isAnchor, isRenamed);
}

function keyOf({ name, kind }: Sibling): string {
  return `${kind}\n${name}`;
}

/** Pairs of indices along the longest common subsequence; equal beginnings and ends are not searched. */
function commonSequence(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const head = Array.from({ length: start }, (_, index): [number, number] => [index, index]);
  const tail = Array.from({ length: a.length - endA }, (_, index): [number, number] => [endA + index, endB + index]);
  const middle =
    (endA - start) * (endB - start) > comparisonsMax ? [] : longestCommon(a.slice(start, endA), b.slice(start, endB));
  return [...head, ...middle.map(([i, j]): [number, number] => [i + start, j + start]), ...tail];
}

function longestCommon(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  // lengths[i * width + j]: of the longest common sequence of a from i and b from j.
  const lengths = new Int32Array((a.length + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** The same span in another place, such as parallel calls that ended up in another order. */
function pairLeftOver(a: readonly Sibling[], b: readonly Sibling[], partner: Int32Array, isTaken: Uint8Array): void {
  const waiting = new Map<string, number[]>();
  for (let other = b.length - 1; other >= 0; other--) {
    const sibling = b[other];
    if (isTaken[other] === 1 || sibling === undefined) continue;
    const key = keyOf(sibling);
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, [other]);
    else same.push(other);
  }
  a.forEach((sibling, place) => {
    if (partner[place] !== -1) return;
    const other = waiting.get(keyOf(sibling))?.pop();
    if (other === undefined) return;
    partner[place] = other;
    isTaken[other] = 1;
  });
}

/** Between two anchors what is left over is paired by kind, in order. */
function pairRenamed(
  a: readonly Sibling[],
  b: readonly Sibling[],
  anchors: readonly (readonly [number, number])[],
  partner: Int32Array,
  isTaken: Uint8Array,
): Uint8Array {
  const isRenamed = new Uint8Array(a.length);
  let fromA = 0;
  let fromB = 0;
  for (const [toA, toB] of [...anchors, [a.length, b.length] as const]) {
    let other = fromB;
    for (let place = fromA; place < toA; place++) {
      if (partner[place] !== -1) continue;
      let candidate = other;
      while (candidate < toB && (isTaken[candidate] === 1 || b[candidate]?.kind !== a[place]?.kind)) candidate++;
      if (candidate === toB) continue;
      partner[place] = candidate;
      isTaken[candidate] = 1;
      isRenamed[place] = 1;
      other = candidate + 1;
    }
    fromA = toA + 1;
    fromB = toB + 1;
  }
  return isRenamed;
}

function inOrder(
  countB: number,
  partner: Int32Array,
  isTaken: Uint8Array,
  isAnchor: Uint8Array,
  isRenamed: Uint8Array,
): SiblingPair[] {
  const pairs: SiblingPair[] = [];
  let shownB = 0;
  const showOnlyB = (end: number) => {
    for (; shownB < end; shownB++) {
      if (isTaken[shownB] === 0) pairs.push({ a: -1, b: shownB, isMoved: false, isRenamed: false });
    }
  };
  partner.forEach((other, place) => {
    const isInPlace = isAnchor[place] === 1 || isRenamed[place] === 1;
    if (isInPlace) showOnlyB(other);
    pairs.push({ a: place, b: other, isMoved: other !== -1 && !isInPlace, isRenamed: isRenamed[place] === 1 });
  });
  showOnlyB(countB);
  return pairs;
}
