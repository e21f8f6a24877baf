import type { RedactionSource } from "./redaction-source";

export interface RedactionCacheLimits {
  readonly bytesMax: number;
  readonly entriesMax: number;
  /** Builds at a time: each holds the decoded spans of its trace. */
  readonly buildsMax: number;
}

interface Entry {
  readonly version: string;
  readonly source: Promise<RedactionSource>;
  /** 0 until it is built. */
  bytes: number;
}

/**
 * Redaction sources, the least recently used given up first. Requests for the same version share one build, and a build that
 * failed is forgotten.
 *
 * A source is used for the very version of the trace that it was built for, never for a newer one: a text that arrived since
 * would not be known, and told.
 */
export class RedactionCache {
  /** In the order of use. */
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: (() => void)[] = [];
  private building = 0;
  private bytes = 0;

  constructor(private readonly limits: RedactionCacheLimits) {}

  /**
   * @param key The trace and what it hides.
   * @param version Of the trace, read after everything that is to be redacted and before `build` reads the trace.
   */
  get(key: string, version: string, build: () => Promise<RedactionSource>): Promise<RedactionSource> {
    const known = this.entries.get(key);
    if (known?.version === version) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.source;
    }
    this.forget(key);
    const entry: Entry = { version, source: this.inTurn(build), bytes: 0 };
    this.entries.set(key, entry);
    entry.source.then(
      ({ bytes }) => this.keep(key, entry, bytes),
      // Whoever asked is told by the promise itself.
      () => this.forget(key, entry),
    );
    return entry.source;
  }

  /** For operators and tests. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.entries.size, bytes: this.bytes };
  }

  private async inTurn(build: () => Promise<RedactionSource>): Promise<RedactionSource> {
    if (this.building >= this.limits.buildsMax) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.building += 1;
    try {
      return await build();
    } finally {
      // The place is handed on; only where nobody waits does it become free.
      const next = this.waiting.shift();
      if (next === undefined) this.building -= 1;
      else next();
    }
  }

  private keep(key: string, entry: Entry, bytes: number): void {
    if (this.entries.get(key) !== entry) return;
    entry.bytes = bytes;
    this.bytes += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.limits.bytesMax && this.entries.size <= this.limits.entriesMax) break;
      this.forget(oldest);
    }
  }

  /** @param entry Where given, only this one: another may have taken its place. */
  private forget(key: string, entry?: Entry): void {
    const known = this.entries.get(key);
    if (known === undefined || (entry !== undefined && known !== entry)) return;
    this.entries.delete(key);
    this.bytes -= known.bytes;
  }
}
