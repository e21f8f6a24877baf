/**
 * A piece of a query's text. `start` and `end` are UTF-16 offsets, as an input's caret counts.
 * - `word`: a field, a keyword, a bare value, or a word to search for; what it is decides the parser
 * - `string`: in double quotes; `text` is what it means
 * - `minus`: a `-` in front of a clause, short for `not`
 */
export interface Token {
  readonly type: "word" | "string" | "operator" | "open" | "close" | "comma" | "minus";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A string that has no closing quote, or holds an unknown escape at `at`. */
  readonly fault?: { readonly type: "unclosed" | "escape"; readonly at: number };
}

/** In `clause`, operators end a word; a `value` may hold them, but not begin with one; a `list` is values with commas. */
type Mode = "clause" | "value" | "list";

// Sticky, so that each is tried at one position only and the whole text is read once.
const space = /\s+/y;
const operator = /(?:!=|!~|[=~<>])[=~<>]*/y;
const value = /[^\s(),"]+/y;
const path = /(?:attributes|resource)(?=[.[])/iy;
/** One step of a path: a quoted name in brackets, or characters that a name or an index may hold. */
const pathPart = /\[(?:'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$))|(?!!=|!~)[^\s(),"=~<>]/y;
const word = /(?:(?!!=|!~)[^\s()"=~<>])+/y;

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** Takes a query's text apart. Linear in its length; never fails: what cannot stand somewhere is the parser's to say. */
export function lex(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let mode: Mode = "clause";
  let position = skip(space, text, 0);
  while (position < text.length) {
    const token = readToken(text, position, mode);
    tokens.push(token);
    mode = nextMode(mode, tokens);
    position = skip(space, text, token.end);
  }
  return tokens;
}

function nextMode(mode: Mode, tokens: readonly Token[]): Mode {
  const last = tokens.at(-1);
  if (last === undefined) return mode;
  if (mode === "list") return last.type === "close" ? "clause" : "list";
  if (last.type === "operator") return "value";
  return last.type === "open" && opensList(tokens) ? "list" : "clause";
}

/** `model in (` and `model not in (` open a list of values; any other parenthesis a group. */
function opensList(tokens: readonly Token[]): boolean {
  if (!isKeyword(tokens.at(-2), "in")) return false;
  return isName(isKeyword(tokens.at(-3), "not") ? tokens.at(-4) : tokens.at(-3));
}

/** Keywords are told by the parser, whatever their case; a string is never one. */
export function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.type === "word" && token.text.length === keyword.length && token.text.toLowerCase() === keyword;
}

function isName(token: Token | undefined): boolean {
  return token?.type === "word" && !isKeyword(token, "and") && !isKeyword(token, "or") && !isKeyword(token, "not");
}

function readToken(text: string, start: number, mode: Mode): Token {
  const first = text.charAt(start);
  if (first === '"') return readString(text, start);
  if (first === "(") return { type: "open", text: first, start, end: start + 1 };
  if (first === ")") return { type: "close", text: first, start, end: start + 1 };
  if (first === ",") return { type: "comma", text: first, start, end: start + 1 };
  const operatorEnd = skip(operator, text, start);
  if (operatorEnd > start) return newToken("operator", text, start, operatorEnd);
  if (mode !== "clause") return newToken("word", text, start, skip(value, text, start));
  if (first === "-" && /^[^\s),]$/.test(text.charAt(start + 1))) return newToken("minus", text, start, start + 1);
  return newToken("word", text, start, endOfWord(text, start));
}

function endOfWord(text: string, start: number): number {
  let end = skip(path, text, start);
  if (end === start) return skip(word, text, start);
  for (let next = skip(pathPart, text, end); next > end; next = skip(pathPart, text, end)) end = next;
  return end;
}

function newToken(type: Token["type"], text: string, start: number, end: number): Token {
  return { type, text: text.slice(start, end), start, end };
}

/** The end of what the sticky pattern matches at the position; the position itself where it does not match. */
function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}

function readString(text: string, start: number): Token {
  let meaning = "";
  let fault: Token["fault"];
  let position = start + 1;
  for (;;) {
    const character = text.charAt(position);
    if (character === "" || character === '"') break;
    const sequence = character === "\\" ? readEscape(text, position) : undefined;
    if (character === "\\" && sequence === undefined) fault ??= { type: "escape", at: position };
    meaning += sequence?.text ?? character;
    position += sequence?.length ?? 1;
  }
  const isClosed = position < text.length;
  if (!isClosed) fault = { type: "unclosed", at: start };
  const token = { type: "string", text: meaning, start, end: isClosed ? position + 1 : position } as const;
  return fault === undefined ? token : { ...token, fault };
}

function readEscape(text: string, position: number): { text: string; length: number } | undefined {
  const letter = text.charAt(position + 1);
  if (letter === "u") {
    const hex = text.slice(position + 2, position + 6);
    if (!/^[0-9a-f]{4}$/i.test(hex)) return undefined;
    return { text: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 };
  }
  const meaning = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  return meaning === undefined ? undefined : { text: meaning, length: 2 };
}
