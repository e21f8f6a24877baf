import type { JsonValue } from "@plumbline/base/json";
import { type JsonMembers, jsonTypeOf, scanMembers } from "@plumbline/span/json-members";
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

/** Entries by place, each read when it is asked for. */
export interface Entries {
  readonly length: number;
  readonly isList: boolean;
  stepAt(index: number): string | number;
  valueAt(index: number): JsonValue | LargeJson;
}

/** The entries that were found in large texts, by row; null where a text is no JSON after all. */
export type MemberCache = Map<string, Entries | null>;

/** A large text that looks like JSON; undefined for a small text and for prose. */
export function largeJsonOf(text: string): LargeJson | undefined {
  if (text.length < largeCharsMin) return undefined;
  const type = jsonTypeOf(text);
  return type === undefined ? undefined : new LargeJson(text, type, 0, text.length);
}

/** Whether a text that was cut off looks like the beginning of JSON. */
export function beginsLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** A page draws a frame in 16 ms and has other work in it. */
const sliceMsMax = 6;

/** Finds the entries of a large value, with breaks in which the page answers. Null where the text is no JSON after all. */
export async function findEntries(large: LargeJson, nextTurn = afterOtherWork): Promise<Entries | null> {
  const scan = scanMembers(large.text, large.from, large.to);
  for (;;) {
    const until = performance.now() + sliceMsMax;
    do {
      const step = scan.next();
      if (step.done === true) return step.value === undefined ? null : new LargeEntries(large.text, step.value);
    } while (performance.now() < until);
    await nextTurn();
  }
}

/** A message comes behind input and painting; a timer would wait four milliseconds on top. */
function afterOtherWork(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

class LargeEntries implements Entries {
  /** What was drawn once is drawn again with every change of the tree. */
  private readonly values = new Map<number, JsonValue | LargeJson>();

  constructor(
    private readonly text: string,
    private readonly members: JsonMembers,
  ) {}

  get length(): number {
    return this.members.length;
  }

  get isList(): boolean {
    return this.members.type === "array";
  }

  stepAt(index: number): string | number {
    return this.members.at(index).step;
  }

  valueAt(index: number): JsonValue | LargeJson {
    const known = this.values.get(index);
    if (known !== undefined) return known;
    const { from, to } = this.members.at(index);
    const value = readRange(this.text, from, to);
    this.values.set(index, value);
    return value;
  }
}

function readRange(text: string, from: number, to: number): JsonValue | LargeJson {
  const type = to - from < largeCharsMin ? undefined : jsonTypeOf(text, from, to);
  if (type !== undefined) return new LargeJson(text, type, from, to);
  const source = text.slice(from, to);
  return parseBoundedJson(source) ?? source;
}
