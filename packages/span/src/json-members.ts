/** A key of an object or an item of an array, as a range of the text that holds it. */
export interface JsonMember {
  readonly step: string | number;
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
}

/** Four places in the text per member: its key and its value; of an array's items the key is empty. */
const placesPerMember = 4;

/** The members of an object or array, in order. A list of a million numbers takes 16 MB, and no object per item. */
export class JsonMembers {
  private places = new Int32Array(64 * placesPerMember);
  private count = 0;

  constructor(
    private readonly text: string,
    readonly type: "object" | "array",
  ) {}

  get length(): number {
    return this.count;
  }

  /** Throws a RangeError where there is no such member. */
  at(index: number): JsonMember {
    if (index < 0 || index >= this.count)
      throw new RangeError(`There are ${this.count} members, and no member ${index}.`);
    const place = (nth: number) => this.places[index * placesPerMember + nth] ?? 0;
    const step = this.type === "array" ? index : keyText(this.text.slice(place(0), place(1)));
    return { step: step ?? "", from: place(2), to: place(3) };
  }

  add(keyFrom: number, keyTo: number, from: number, to: number): void {
    const at = this.count * placesPerMember;
    if (at === this.places.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.places);
      this.places = larger;
    }
    this.places[at] = keyFrom;
    this.places[at + 1] = keyTo;
    this.places[at + 2] = from;
    this.places[at + 3] = to;
    this.count += 1;
  }
}

/** What a text seems to hold, by its first and last character: enough to offer to open it. */
export function jsonTypeOf(text: string, from = 0, to = text.length): "object" | "array" | undefined {
  const first = text[skipSpace(text, from)];
  let last = to - 1;
  while (last > from && isSpace(text.charCodeAt(last))) last -= 1;
  if (first === "{" && text[last] === "}") return "object";
  return first === "[" && text[last] === "]" ? "array" : undefined;
}

/** Characters that are looked at between two breaks: about a millisecond. */
const scanChars = 200_000;

/** A scan that can be interrupted at each `yield`. */
export type JsonScan = Generator<undefined, JsonMembers | undefined, undefined>;

/**
 * The members of the object or array that stands in a range of a text, without parsing what is inside of them: ten megabytes
 * open in the time of one scan, and only what is looked at is ever parsed. Undefined where the brackets do not match up.
 */
export function jsonMembers(text: string, from = 0, to = text.length): JsonMembers | undefined {
  const scan = scanMembers(text, from, to);
  for (;;) {
    const step = scan.next();
    if (step.done === true) return step.value;
  }
}

/** `jsonMembers` for a page that answers meanwhile. */
export function* scanMembers(text: string, from = 0, to = text.length): JsonScan {
  const type = jsonTypeOf(text, from, to);
  if (type === undefined) return undefined;
  const members = new JsonMembers(text, type);
  const close = type === "object" ? 0x7d : 0x5d;
  let at = skipSpace(text, skipSpace(text, from) + 1);
  let breakAt = at + scanChars;
  while (text.charCodeAt(at) !== close) {
    if (at >= to) return undefined;
    if (at > breakAt) {
      yield;
      breakAt = at + scanChars;
    }
    const keyFrom = at;
    let keyTo = at;
    if (type === "object") {
      keyTo = text[at] === '"' ? endOfString(text, at, to) : -1;
      if (keyTo === -1 || keyText(text.slice(keyFrom, keyTo)) === undefined) return undefined;
      at = skipSpace(text, keyTo);
      if (text[at] !== ":") return undefined;
      at = skipSpace(text, at + 1);
    }
    const end = yield* endOfValue(text, at, to);
    if (end === -1) return undefined;
    members.add(keyFrom, keyTo, at, end);
    at = skipSpace(text, end);
    if (text[at] === ",") {
      at = skipSpace(text, at + 1);
      // A comma has a member behind it.
      if (text.charCodeAt(at) === close) return undefined;
    } else if (text.charCodeAt(at) !== close) return undefined;
  }
  return skipSpace(text, at + 1) >= to ? members : undefined;
}

/** What stands between the quotes; undefined for a broken escape or a bare line break: the text is no JSON then. */
function keyText(quoted: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a string.
  if (!/[\\\u0000-\u001f]/.test(quoted)) return quoted.slice(1, -1);
  try {
    const key: unknown = JSON.parse(quoted);
    return typeof key === "string" ? key : undefined;
  } catch {
    // A broken escape in a key is an answer and no failure.
    return undefined;
  }
}

/** Behind the value that begins at `at`; -1 where it does not end before `to`. */
function* endOfValue(text: string, at: number, to: number): Generator<undefined, number, undefined> {
  const first = text[at];
  if (first === '"') return endOfString(text, at, to);
  if (first === "{" || first === "[") return yield* endOfBrackets(text, at, to);
  let end = at;
  while (end < to && !isEndOfWord(text.charCodeAt(end))) end += 1;
  return end > at ? end : -1;
}

function isEndOfWord(code: number): boolean {
  return code === 0x2c || code === 0x5d || code === 0x7d || isSpace(code);
}

/** Looks at what stands outside of strings only. */
function* endOfBrackets(text: string, at: number, to: number): Generator<undefined, number, undefined> {
  let depth = 0;
  let breakAt = at + scanChars;
  for (let next = at; next < to; next += 1) {
    if (next > breakAt) {
      yield;
      breakAt = next + scanChars;
    }
    const code = text.charCodeAt(next);
    if (code === 0x22) {
      const end = endOfString(text, next, to);
      if (end === -1) return -1;
      next = end - 1;
    } else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return next + 1;
    }
  }
  return -1;
}

/** `indexOf` is native: most of a large text is inside of strings, and is stepped over at its speed. */
function endOfString(text: string, at: number, to: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1 && quote < to; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (isSpace(text.charCodeAt(next))) next += 1;
  return next;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
