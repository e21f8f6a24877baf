import { badBracket, error, negativeIndex } from "./path-error";
import type { PathError } from "./types";

/** One step of a path. `isQuoted` names are taken literally and never joined with their neighbours. */
export type PathStep =
  | { readonly type: "name"; readonly name: string; readonly isQuoted: boolean }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "wildcard" };

export interface Path {
  readonly text: string;
  readonly steps: readonly PathStep[];
}

export type PathParse = { readonly ok: true; readonly path: Path } | { readonly ok: false; readonly error: PathError };

export interface PathRules {
  /** `[*]`: only a list field (Context) may hold it. */
  readonly allowWildcard: boolean;
  /** "span" paths start at a root of the span document; "value" paths stand inside JSON text. Default "span". */
  readonly base?: "span" | "value";
}

export const pathStepsMax = 32;
export const pathCharsMax = 2_000;

/** Where a span path may start, and whether more must follow. */
const roots: ReadonlyMap<string, "branch" | "leaf"> = new Map([
  ["attributes", "branch"],
  ["resource", "branch"],
  ["scope", "branch"],
  ["events", "branch"],
  ["links", "branch"],
  ["status", "branch"],
  ["normalised", "branch"],
  ["name", "leaf"],
] as const);

const rootNames = "attributes, resource, scope, events, links, status, normalised or name";

/** Characters that end or may not stand in a name without quotes: white space, brackets, quotes, and operators of JSONPath. */
const notInName = /[\s.[\]'"`*?(){},;^~|<>=!&\\]/;

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  "/": "/",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/**
 * Parses `attributes.retrieval.documents[*].document.content` and its like: names, `.n`, `[n]`, `[*]` where allowed, quoted names
 * (`['any key']`), an optional leading `$`. Nothing else of JSONPath: no filter, slice, script or recursive descent. An error
 * says where it stands and what was expected there.
 */
export function parsePath(text: string, rules: PathRules): PathParse {
  if (text.length > pathCharsMax) {
    return fail(
      pathCharsMax,
      text.length - pathCharsMax,
      `at most ${pathCharsMax} characters`,
      "The path is too long.",
    );
  }
  const scanner = new Scanner(text, rules);
  const error = scanner.scan();
  if (error) return { ok: false, error };
  const path = { text, steps: scanner.steps };
  return rules.base === "value" ? { ok: true, path } : checkRoot(path);
}

class Scanner {
  readonly steps: PathStep[] = [];
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly rules: PathRules,
  ) {}

  scan(): PathError | undefined {
    const { text } = this;
    const lead = /^\s*/.exec(text)?.[0].length ?? 0;
    if (lead === text.length) return error(0, text.length, "a path", "The path is empty.");
    if (lead > 0) return error(0, lead, "a name", "A path does not start with white space.");
    if (text[0] === "$" && (text.length === 1 || text[1] === "." || text[1] === "[")) this.position = 1;
    if (this.position === text.length) return this.expect("a name", "The path names nothing behind $.");
    if (text.startsWith("$.")) this.position = 2;
    const begin = this.position;
    while (this.position < text.length) {
      if (this.steps.length > pathStepsMax)
        return this.expect(`at most ${pathStepsMax} steps`, "The path is too deep.");
      const found = this.step(begin);
      if (found) return found;
    }
    return this.steps.length === 0 ? this.missingName() : undefined;
  }

  private step(begin: number): PathError | undefined {
    const next = this.text[this.position];
    if (next === "[" && !this.text.startsWith("$.[")) return this.bracket();
    if (this.position === begin) {
      return next === "." ? this.expect("a name", "A path starts with a name, not with a dot.") : this.name();
    }
    if (next !== ".") return this.expect(". or [", "After ] comes a dot, a bracket or the end.");
    this.position += 1;
    return this.name();
  }

  private name(): PathError | undefined {
    const start = this.position;
    while (this.position < this.text.length && !notInName.test(this.text.charAt(this.position))) this.position += 1;
    if (this.position === start) return this.missingName();
    const name = this.text.slice(start, this.position);
    if (/^-\d+$/.test(name)) return negativeIndex(start, name.length);
    this.steps.push({ type: "name", name, isQuoted: false });
    const next = this.text[this.position];
    return next === undefined || next === "." || next === "[" ? undefined : this.unexpected();
  }

  private missingName(): PathError {
    const next = this.text[this.position];
    if (next === ".")
      return this.expect(
        "a name",
        "Two dots (recursive descent) are not supported. Write every name, or quote an empty one: [''].",
      );
    if (next === "[") return this.expect("a name", "A dot is followed by a name. Leave the dot out before a bracket.");
    if (next === undefined) return this.expect("a name", "The path ends with a dot.");
    return this.unexpected();
  }

  private unexpected(): PathError {
    const character = this.text.charAt(this.position);
    if (character === "*") return this.expect("a name or [*]", "A wildcard is written [*].");
    if (character === "]") return this.expect("a name", "This ] has no [ before it.");
    const shown = /\s/.test(character) ? "White space" : character;
    return this.expect("a name, . or [", `${shown} cannot stand in a name without quotes. Write the name as ['…'].`);
  }

  private bracket(): PathError | undefined {
    const open = this.position;
    const rest = this.text.slice(open + 1);
    const quote = rest[0];
    if (quote === "'" || quote === '"') return this.quoted(quote);
    const inner = /^[^\]]*/.exec(rest)?.[0] ?? "";
    const closed = rest.length > inner.length;
    const at = open + 1;
    if (!closed) return error(this.text.length, 0, "]", "This bracket is not closed.");
    if (inner === "*") {
      if (!this.rules.allowWildcard) {
        return error(
          open,
          3,
          "[n]",
          `[*] is allowed in Context only. At position ${open + 1}, name one item, such as [0].`,
        );
      }
      this.steps.push({ type: "wildcard" });
    } else if (/^(0|[1-9]\d{0,8})$/.test(inner)) {
      this.steps.push({ type: "index", index: Number(inner) });
    } else {
      return badBracket(at, inner);
    }
    this.position = at + inner.length + 1;
    return undefined;
  }

  private quoted(quote: string): PathError | undefined {
    let position = this.position + 2;
    let name = "";
    for (;;) {
      const character = this.text[position];
      if (character === undefined) return error(this.text.length, 0, quote, "This quoted name is not closed.");
      if (character === quote) break;
      if (character !== "\\") {
        name += character;
        position += 1;
        continue;
      }
      const sequence = readEscape(this.text, position);
      if (!sequence)
        return error(position, 2, "\\\\, \\', \\\" or \\uXXXX", "This escape is unknown. A backslash is written \\\\.");
      name += sequence.character;
      position += sequence.length;
    }
    if (this.text[position + 1] !== "]") return error(position + 1, 1, "]", "A quoted name is followed by ].");
    this.steps.push({ type: "name", name, isQuoted: true });
    this.position = position + 2;
    return undefined;
  }

  private expect(expected: string, message: string): PathError {
    return error(this.position, this.position < this.text.length ? 1 : 0, expected, message);
  }
}

function readEscape(text: string, position: number): { character: string; length: number } | undefined {
  const letter = text[position + 1] ?? "";
  if (letter === "u") {
    const hex = text.slice(position + 2, position + 6);
    return /^[0-9a-fA-F]{4}$/.test(hex)
      ? { character: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 }
      : undefined;
  }
  const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  return character === undefined ? undefined : { character, length: 2 };
}

function checkRoot(path: Path): PathParse {
  const [first, second] = path.steps;
  const start = path.text.startsWith("$.") ? 2 : path.text.startsWith("$[") ? 1 : 0;
  const root = first?.type === "name" ? roots.get(first.name) : undefined;
  if (first?.type !== "name" || root === undefined) {
    const length =
      first?.type === "name" && !first.isQuoted ? first.name.length : Math.max(1, path.text.length - start);
    const rest = path.text.slice(start);
    const hint = first?.type === "name" && !first.isQuoted ? ` Did you mean attributes.${rest}?` : "";
    return fail(start, length, rootNames, `A path in a span starts with ${rootNames}.${hint}`);
  }
  if (root === "branch" && second === undefined) {
    return fail(
      path.text.length,
      0,
      "a name",
      `${first.name} is not a value. Name what to read in it, such as ${first.name === "attributes" ? "attributes.input.value" : `${first.name}.…`}.`,
    );
  }
  if (root === "leaf" && second !== undefined) {
    return fail(
      start + first.name.length,
      path.text.length - start - first.name.length,
      "the end of the path",
      `${first.name} is a text; nothing can be read in it.`,
    );
  }
  return { ok: true, path };
}

function fail(position: number, length: number, expected: string, message: string): PathParse {
  return { ok: false, error: error(position, length, expected, message) };
}
