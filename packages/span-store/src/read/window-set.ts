/**
 * The distinct windows of some texts: each run of `windowUnits` units, as a hash of 64 bits. A window that is told apart from
 * another by chance alone is told so once in 10^19; the mistake hides a few characters too many.
 */
export class WindowSet {
  private high = new Uint32Array(1 << 10);
  private low = new Uint32Array(1 << 10);
  private size = 0;

  constructor(
    private readonly windowUnits: number,
    private readonly windowsMax: number,
  ) {}

  /** False where the set is full: then it knows only a part of the text. */
  add(key: string): boolean {
    return this.walk(key, (high, low) => this.insert(high, low));
  }

  /** Calls with the position of each window of the text that is in the set. */
  forEachIn(key: string, found: (position: number) => void): void {
    if (this.size === 0) return;
    this.walk(key, (high, low, position) => {
      const slot = this.slotOf(high, low);
      if (this.high[slot] !== 0 || this.low[slot] !== 0) found(position);
      return true;
    });
  }

  /** Rolling hashes: the unit that leaves is taken off, the one that enters is put on. */
  private walk(key: string, visit: (high: number, low: number, position: number) => boolean): boolean {
    const { windowUnits } = this;
    const [highLeaving, lowLeaving] = [power(highBase, windowUnits), power(lowBase, windowUnits)];
    let [high, low] = [0, 0];
    for (let index = 0; index < key.length; index++) {
      const entering = key.charCodeAt(index) + 1;
      const leaving = index < windowUnits ? 0 : key.charCodeAt(index - windowUnits) + 1;
      high = (Math.imul(high, highBase) + entering - Math.imul(leaving, highLeaving)) | 0;
      low = (Math.imul(low, lowBase) + entering - Math.imul(leaving, lowLeaving)) | 0;
      // Two zeros mark an empty slot.
      const isWhole = index >= windowUnits - 1;
      if (isWhole && !visit(high >>> 0, (low >>> 0) + (high === 0 && low === 0 ? 1 : 0), index - windowUnits + 1)) {
        return false;
      }
    }
    return true;
  }

  private insert(high: number, low: number): boolean {
    const slot = this.slotOf(high, low);
    if (this.high[slot] !== 0 || this.low[slot] !== 0) return true;
    if (this.size >= this.windowsMax) return false;
    this.high[slot] = high;
    this.low[slot] = low;
    this.size += 1;
    if (this.size * 2 > this.high.length) this.grow();
    return true;
  }

  /** The slot that holds the hash, or the empty one where it belongs. */
  private slotOf(high: number, low: number): number {
    const mask = this.high.length - 1;
    let slot = Math.imul(high ^ (low >>> 15) ^ (high >>> 13), 0x9e3779b1) >>> 7;
    for (slot &= mask; ; slot = (slot + 1) & mask) {
      const isEmpty = this.high[slot] === 0 && this.low[slot] === 0;
      if (isEmpty || (this.high[slot] === high && this.low[slot] === low)) return slot;
    }
  }

  private grow(): void {
    const [high, low] = [this.high, this.low];
    this.high = new Uint32Array(high.length * 2);
    this.low = new Uint32Array(high.length * 2);
    high.forEach((value, index) => {
      const other = low[index] ?? 0;
      if (value === 0 && other === 0) return;
      const slot = this.slotOf(value, other);
      this.high[slot] = value;
      this.low[slot] = other;
    });
  }
}

const [highBase, lowBase] = [0x01000193, 0x5bd1e995];

function power(base: number, exponent: number): number {
  let result = 1;
  for (let count = 0; count < exponent; count++) result = Math.imul(result, base);
  return result;
}
