import type { ReadSpan } from "@plumbline/span/document/types";

/** Smaller spans are read again in a few milliseconds. */
const largeFromBytes = 512 * 1024;
/** Of stored bytes; in memory text takes as much again or twice that. */
const bytesMax = 48 * 1024 * 1024;
/** Whoever opens a large value asks for its parts within a minute or two. */
const keptMs = 2 * 60_000;

interface Kept {
  readonly span: ReadSpan;
  readonly bytes: number;
  readonly untilMs: number;
}

/**
 * The large spans that were read last, so that "show all" and "load more" do not decode ten megabytes again. A key MUST name the
 * version of the span: nothing is ever invalidated.
 */
export class LargeSpanCache {
  /** Read last, last. */
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(private readonly now: () => number = Date.now) {}

  get(key: string): ReadSpan | undefined {
    this.dropWhile(({ untilMs }) => untilMs <= this.now());
    const found = this.kept.get(key);
    if (found === undefined) return undefined;
    this.drop(key, found);
    this.add(key, { ...found, untilMs: this.now() + keptMs });
    return found.span;
  }

  /** Keeps a span of so many stored bytes, if it is a large one. */
  keep(key: string, span: ReadSpan, bytes: number): void {
    if (bytes < largeFromBytes || bytes > bytesMax || this.kept.has(key)) return;
    this.dropWhile(({ untilMs }) => untilMs <= this.now() || this.bytes + bytes > bytesMax);
    this.add(key, { span, bytes, untilMs: this.now() + keptMs });
  }

  /** From the one that was read longest ago. */
  private dropWhile(isDue: (kept: Kept) => boolean): void {
    for (const [key, kept] of this.kept) {
      if (!isDue(kept)) return;
      this.drop(key, kept);
    }
  }

  private add(key: string, kept: Kept): void {
    this.kept.set(key, kept);
    this.bytes += kept.bytes;
  }

  private drop(key: string, { bytes }: Kept): void {
    this.kept.delete(key);
    this.bytes -= bytes;
  }
}
