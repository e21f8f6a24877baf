import { begin, jsonToken, keyToken, namedToken, type Token } from "./token-hash";

export const valueTypes = ["string", "number", "boolean", "list", "object"] as const;
export type ValueType = (typeof valueTypes)[number];

/** Values worth suggesting are short; a list of them is a glance. */
export const sampleCharsMax = 80;
export const samplesMax = 20;

/**
 * A path under which values stand, with indices as `*`: `attributes.retrieval.documents.*.document.score`. Spans repeat a few
 * hundred of them for ever, so each is worked out once.
 */
export class AttributePath {
  /** Of the path itself: what value tokens are made with. */
  readonly token: Token;
  /**
   * Of the path and of all that it stands in, because `attributes.retrieval exists` asks for those; and of the objects around it
   * that have names and no indices.
   */
  readonly tokens: readonly Token[];
  readonly jsonToken: Token;
  readonly types = new Set<ValueType>();
  readonly samples = new Set<string>();
  /** The cell of traces for which the tokens were given out last. */
  stamp = -1;
  private readonly children = new Map<string, AttributePath>();

  constructor(readonly text: string) {
    const steps = text.split(".");
    const prefixes = steps.map((_, index) => steps.slice(0, index + 1).join("."));
    this.token = keyToken(text);
    this.jsonToken = jsonToken(text);
    this.tokens = [
      ...prefixes.slice(1).map(keyToken),
      ...prefixes.flatMap((prefix, index) => (isName(steps[index + 1]) ? [namedToken(prefix)] : [])),
    ];
  }

  /** Of a value inside: a key of an object, or `*` for the items of a list. */
  child(name: string): AttributePath {
    let child = this.children.get(name);
    if (child === undefined) {
      child = new AttributePath(`${this.text}.${withoutIndices(name)}`);
      // Objects with made-up keys have no end of them.
      if (this.children.size < childrenMax) this.children.set(name, child);
    }
    return child;
  }
}

const childrenMax = 256;

function isName(step: string | undefined): boolean {
  return step !== undefined && step !== "*";
}

export function withoutIndices(key: string): string {
  return /\d/.test(key)
    ? key
        .split(".")
        .map((name) => (/^\d+$/.test(name) ? "*" : name))
        .join(".")
    : key;
}

/** Paths by the bytes of their keys, so that a known key does not become a string again. */
export class PathCache {
  private slots: (CachedPath | undefined)[] = new Array(slotCount).fill(undefined);
  private readonly byText = new Map<string, AttributePath>();

  constructor(
    private readonly prefix: string,
    /** Called with every path that is new to the cache. */
    private readonly onPath: (path: AttributePath) => void = () => {},
  ) {}

  find(bytes: Buffer, start: number, end: number, text: (start: number, end: number) => string): AttributePath {
    let hash = begin;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 13)) & (slotCount - 1);
    const cached = this.slots[slot];
    if (cached !== undefined && isEqual(cached.key, bytes, start, end)) return cached.path;
    const path = this.pathOf(`${this.prefix}${withoutIndices(text(start, end))}`);
    this.slots[slot] = { key: Buffer.from(bytes.subarray(start, end)), path };
    return path;
  }

  private pathOf(text: string): AttributePath {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const path = new AttributePath(text);
    if (this.byText.size < pathsMax) {
      this.byText.set(text, path);
      this.onPath(path);
    }
    return path;
  }
}

interface CachedPath {
  readonly key: Buffer;
  readonly path: AttributePath;
}

const slotCount = 1 << 12;
const pathsMax = 10_000;

function isEqual(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
