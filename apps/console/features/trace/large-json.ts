import type { JsonValue } from "@plumbline/base/json";
import { type JsonMembers, jsonMembers, jsonTypeOf } from "@plumbline/span/json-members";
import { parseBoundedJson } from "@plumbline/span/json-text";

/** Longer JSON is opened entry by entry instead of being parsed as a whole: parsing ten megabytes stops a page. */
const largeCharsMin = 100_000;

/** An object or array that stands in a range of a text and was not parsed. */
export class LargeJson {
  constructor(
    readonly text: string,
    readonly type: "object" | "array",
    readonly from: number,
    readonly to: number,
  ) {}

  /** As it stands in the text. */
  source(): string {
    return this.text.slice(this.from, this.to);
  }
}

/** The entries that were found in large texts, by row. */
export type MemberCache = Map<string, JsonMembers | undefined>;

/** A large text that looks like JSON; undefined for a small text and for prose. */
export function largeJsonOf(text: string): LargeJson | undefined {
  if (text.length < largeCharsMin) return undefined;
  const type = jsonTypeOf(text);
  return type === undefined ? undefined : new LargeJson(text, type, 0, text.length);
}

/** The entries of a large value, each parsed when it is asked for. None where the text is not JSON after all. */
export function membersOf(large: LargeJson, id: string, cache: MemberCache) {
  if (!cache.has(id)) cache.set(id, jsonMembers(large.text, large.from, large.to));
  const members = cache.get(id)?.members ?? [];
  return members.map(({ step, from, to }) => [step, () => valueAt(large.text, from, to)] as const);
}

function valueAt(text: string, from: number, to: number): JsonValue | LargeJson {
  const type = to - from < largeCharsMin ? undefined : jsonTypeOf(text, from, to);
  if (type !== undefined) return new LargeJson(text, type, from, to);
  const source = text.slice(from, to);
  return parseBoundedJson(source) ?? source;
}
