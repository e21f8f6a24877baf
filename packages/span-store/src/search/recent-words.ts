const slots = 1 << 13;

/**
 * Words of ASCII that were told lately, by two hashes of 32 bits: most words of a text have just been read, and telling one costs
 * four looks into a large table. A word is passed over only where both hashes agree.
 */
export class RecentWords {
  private readonly firsts = new Int32Array(slots);
  private readonly seconds = new Int32Array(slots);

  /** Whether the word was told lately; if not, it is from now on. */
  has(first: number, second: number): boolean {
    const slot = (first ^ (first >>> 15)) & (slots - 1);
    // 0, 0 marks a free slot.
    const marked = second | 1;
    if (this.firsts[slot] === first && this.seconds[slot] === marked) return true;
    this.firsts[slot] = first;
    this.seconds[slot] = marked;
    return false;
  }

  clear(): void {
    this.seconds.fill(0);
  }
}
