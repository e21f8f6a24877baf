/** A key of an object or an item of an array, as a range of the text that holds it. */
export interface JsonMember {
  readonly step: string | number;
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
}

export interface JsonMembers {
  readonly type: "object" | "array";
  readonly members: readonly JsonMember[];
}

/** What a text seems to hold, by its first and last character: enough to offer to open it. */
export function jsonTypeOf(text: string, from = 0, to = text.length): "object" | "array" | undefined {
  const first = text[skipSpace(text, from)];
  let last = to - 1;
  while (last > from && isSpace(text.charCodeAt(last))) last -= 1;
  if (first === "{" && text[last] === "}") return "object";
  return first === "[" && text[last] === "]" ? "array" : undefined;
}

/**
 * The members of the object or array that stands in a range of a text, without parsing what is inside of them: ten megabytes
 * open in the time of one scan, and only what is looked at is ever parsed. Undefined where the brackets do not match up.
 */
export function jsonMembers(text: string, from = 0, to = text.length): JsonMembers | undefined {
  const type = jsonTypeOf(text, from, to);
  if (type === undefined) return undefined;
  const members: JsonMember[] = [];
  let at = skipSpace(text, skipSpace(text, from) + 1);
  const close = type === "object" ? "}" : "]";
  while (text[at] !== close) {
    let step: string | number = members.length;
    if (type === "object") {
      const keyEnd = text[at] === '"' ? endOfString(text, at, to) : -1;
      const key = keyEnd === -1 ? undefined : parseKey(text.slice(at, keyEnd));
      at = skipSpace(text, keyEnd);
      if (key === undefined || text[at] !== ":") return undefined;
      step = key;
      at = skipSpace(text, at + 1);
    }
    const end = endOfValue(text, at, to);
    if (end === -1) return undefined;
    members.push({ step, from: at, to: end });
    at = skipSpace(text, end);
    if (text[at] === ",") {
      at = skipSpace(text, at + 1);
      // A comma has a member behind it.
      if (text[at] === close) return undefined;
    } else if (text[at] !== close) return undefined;
  }
  return skipSpace(text, at + 1) >= to ? { type, members } : undefined;
}

function parseKey(quoted: string): string | undefined {
  try {
    const key: unknown = JSON.parse(quoted);
    return typeof key === "string" ? key : undefined;
  } catch {
    // A broken escape in a key: the text is no JSON, which is an answer and no failure.
    return undefined;
  }
}

/** Behind the value that begins at `at`; -1 where it does not end before `to`. */
function endOfValue(text: string, at: number, to: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at, to);
  if (first === "{" || first === "[") return endOfBrackets(text, at, to);
  const rest = /[,\]}\s]/g;
  rest.lastIndex = at;
  const end = rest.exec(text)?.index ?? to;
  return end > at && end <= to ? end : -1;
}

/** Looks at what stands outside of strings only. */
function endOfBrackets(text: string, at: number, to: number): number {
  let depth = 0;
  for (let next = at; next < to; next += 1) {
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
