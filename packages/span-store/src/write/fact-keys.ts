import { eventRows, factKeys, isFactKey } from "@plumbline/span/dialects/registry";

/** Which pass over a span reads an attribute: its row, the previews of its trace, or both. */
export interface KeyUse {
  readonly key: string;
  readonly forRow: boolean;
  readonly forPreview: boolean;
}

interface CachedKey extends KeyUse {
  readonly bytes: Buffer;
}

/** Applications use some hundred keys; indexed families and hostile senders have no end of them. */
const slots = 1 << 13;

/**
 * Attribute keys by their bytes: keys that no convention names are told apart without becoming strings, and the others share
 * one string each.
 */
export class KeyCache {
  private readonly entries: (CachedKey | undefined)[] = new Array(slots).fill(undefined);

  /** `text` is asked only for keys that are not in the cache. */
  find(bytes: Buffer, start: number, end: number, text: (start: number, end: number) => string): KeyUse {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 13)) & (slots - 1);
    const cached = this.entries[slot];
    if (cached && equals(cached.bytes, bytes, start, end)) return cached;
    const entry = describe(Buffer.from(bytes.subarray(start, end)), text(start, end));
    this.entries[slot] = entry;
    return entry;
  }
}

function equals(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}

function describe(bytes: Buffer, key: string): CachedKey {
  const fields = factKeys.get(key) ?? [];
  const previewFields = fields.filter((field) => field === "inputPreview" || field === "outputPreview");
  return {
    bytes,
    key,
    forRow: fields.length > previewFields.length,
    forPreview: previewFields.length > 0 || (fields.length === 0 && isFactKey(key)),
  };
}

/** Events that facts or error messages are read from; the others stay encoded. */
export function isFactEvent(name: string): boolean {
  return name === "exception" || eventRows.has(name);
}
