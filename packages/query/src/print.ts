import { type Field, findField, type Scope } from "./fields";
import { normaliseQuery } from "./normalise";
import { writeCount, writeDuration, writeNumber } from "./quantity";
import type { Clause, Operator, Query, Value } from "./query";
import { readValue } from "./read-value";

/** Words that the parser takes for itself. As text or as a value they are quoted. */
export const keywords = ["and", "or", "not", "has", "in", "exists"] as const;

/** What an input field drops or a reader cannot see: control characters, line ends, changes of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not stand in a query as they are.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * The canonical text: parsing it gives the same tree, normalised, and every text that parses to the same tree is printed alike.
 * Empty for no query. A clause whose field does not exist in its place is printed all the same; parsing then names it.
 */
export function printQuery(query: Query | undefined): string {
  return query === undefined ? "" : print(normaliseQuery(query), "trace");
}

/** One item as it stands in the canonical text of the conjunction of all these: words beside other words are quoted. */
export function printItem(item: Query, among: readonly Query[] = [item]): string {
  return printOperand(normaliseQuery(item), "trace", holdsTexts(among));
}

/** One value as it stands behind an operator: a duration with its unit, text in quotes where it needs them. */
export function printValue(field: Field | undefined, operator: Operator, value: Value): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return needsQuotes(field, operator, value) ? quote(value) : value;
  if (field?.type === "duration") return writeDuration(value);
  return field?.type === "count" ? writeCount(value) : writeNumber(value);
}

function print(query: Query, scope: Scope): string {
  switch (query.type) {
    case "and":
      return printAll(query.items, scope);
    case "or":
      return query.items.map((item) => printOperand(item, scope, false)).join(" or ");
    case "not":
      return printNot(query.item, scope, false);
    case "has":
      return `has(${print(query.item, "span")})`;
    case "text":
      return printText(query.text, false);
    case "clause":
      return printClause(query, scope, false);
  }
}

function printAll(items: readonly Query[], scope: Scope): string {
  const quotesText = holdsTexts(items);
  return items.map((item) => printOperand(item, scope, quotesText)).join(" ");
}

/** Bare words beside each other would be one text, so only a lone one goes without quotes. */
function holdsTexts(items: readonly Query[]): boolean {
  const texts = items.filter((item) => item.type === "text" || (item.type === "not" && item.item.type === "text"));
  return texts.length > 1;
}

/** An `and` inside of an `or` could do without parentheses; nobody should have to remember that. */
function printOperand(query: Query, scope: Scope, quotesText: boolean): string {
  if (query.type === "and" || query.type === "or") return `(${print(query, scope)})`;
  if (query.type === "text") return printText(query.text, quotesText);
  return query.type === "not" ? printNot(query.item, scope, quotesText) : print(query, scope);
}

function printNot(item: Query, scope: Scope, quotesText: boolean): string {
  if (item.type !== "clause") return `not ${printOperand(item, scope, quotesText)}`;
  const hasOwnForm =
    item.operator === "=" || item.operator === "~" || item.operator === "in" || item.operator === "exists";
  return hasOwnForm ? printClause(item, scope, true) : `not ${printClause(item, scope, false)}`;
}

function printClause({ field: name, operator, values }: Clause, scope: Scope, isNegated: boolean): string {
  const field = findField(name, scope);
  const [first, ...rest] = values.map((value) => printValue(field, operator, value));
  if (operator === "exists") return `${name} ${isNegated ? "not exists" : "exists"}`;
  if (operator === "in") return `${name} ${isNegated ? "not in" : "in"} (${[first, ...rest].join(", ")})`;
  return `${name} ${isNegated ? "!" : ""}${operator} ${first}`;
}

function printText(text: string, quotesText: boolean): string {
  const isPlain = /^(?!-)[^\s(),"=~<>!:\\]+$/.test(text) && !unprintable.test(text);
  return isPlain && !quotesText && !isKeywordText(text) ? text : quote(text);
}

function needsQuotes(field: Field | undefined, operator: Operator, text: string): boolean {
  if (!/^(?![=~<>]|!=|!~)[^\s(),"\\]+$/.test(text) || unprintable.test(text) || isKeywordText(text)) return true;
  if (field === undefined || field.type !== "any") return false;
  const bare = readValue(field, operator, { text, isQuoted: false });
  return !bare.ok || bare.value !== text;
}

function isKeywordText(text: string): boolean {
  return keywords.some((keyword) => keyword === text.toLowerCase());
}

function quote(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(new RegExp(unprintable, "g"), escapeCharacter);
  return `"${escaped}"`;
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
