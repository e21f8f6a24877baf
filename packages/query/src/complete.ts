import { type CaretPlace, placeOf } from "./caret-place";
import {
  type Field,
  findField,
  isPathField,
  operatorsOf,
  pathPrefixes,
  type Scope,
  spanFields,
  traceFields,
} from "./fields";
import type { TextRange } from "./find-text";
import { lex, type Token } from "./lex";
import { normaliseField } from "./normalise";
import { printItem, printValue } from "./print";
import { readNumber } from "./quantity";
import { isSearchable } from "./words";

export interface CompletionItem {
  /** What stands in the place of `replace` when it is chosen. */
  readonly text: string;
  readonly summary: string;
  /** `text`: search for what was typed. */
  readonly kind: "field" | "operator" | "value" | "keyword" | "text";
}

/** What can stand at the caret. */
export interface Completion {
  /** UTF-16 offsets; empty where nothing has been typed yet. */
  readonly replace: TextRange;
  /** What stands between `replace.start` and the caret, a string without its quotes. */
  readonly typed: string;
  readonly expects: "field" | "operator" | "value" | "connector";
  readonly scope: Scope;
  /** The field whose operator or value is expected. */
  readonly field?: Field;
  /** Best first, and fit for what was typed. */
  readonly items: readonly CompletionItem[];
  /** The field whose observed values the caller may add, each printed with `printValue`. */
  readonly needsValuesOf?: string;
  /** An attribute path is being typed: the caller may add observed ones. */
  readonly needsPaths: boolean;
}

const operatorSummaries: Readonly<Record<string, string>> = {
  "=": "is",
  "!=": "is not",
  "~": "contains",
  "!~": "does not contain",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
  in: "is one of",
  "not in": "is none of",
  exists: "has a value",
  "not exists": "has no value",
};

const joining: readonly CompletionItem[] = [
  { text: "and", summary: "both hold; may be left out", kind: "keyword" },
  { text: "or", summary: "one of both holds", kind: "keyword" },
];

const notItem: CompletionItem = { text: "not", summary: "what follows does not hold", kind: "keyword" };
const hasItem: CompletionItem = { text: "has(", summary: "one span for which all of this holds", kind: "keyword" };
const closeItem: CompletionItem = { text: ")", summary: "end of the group", kind: "keyword" };
const commaItem: CompletionItem = { text: ",", summary: "another value", kind: "keyword" };
const openItem: CompletionItem = { text: "(", summary: "a list of values", kind: "keyword" };

/** What can stand at the caret, for a text that need not be right yet. Never throws; linear in the text. */
export function completeAt(text: string, caret: number): Completion {
  const tokens = lex(text);
  const current = tokens.find((token) => isAtCaret(token, caret));
  const place = placeOf(tokens.filter((token) => token !== current && token.end <= caret));
  const replace = current === undefined ? { start: caret, end: caret } : { start: current.start, end: current.end };
  const typed = text.slice(replace.start, caret).replace(/^"/, "");
  const base = { replace, typed, scope: place.scope, needsPaths: false };
  const field = fieldOf(place);
  switch (place.expects) {
    case "value":
      return { ...base, expects: "value", ...valuesOf(field, place.operator ?? "=", typed) };
    case "list":
      return { ...base, expects: "operator", ...(field && { field }), items: [openItem] };
    case "listEnd":
      return { ...base, expects: "connector", items: [commaItem, closeItem] };
    case "operator":
      return operatorCompletion(base, place, field);
    case "clause":
      return { ...base, expects: "field", ...clauseItems(place.scope, typed, []) };
    case "connector":
      return connectorCompletion(base, place);
  }
}

/** The token that is being typed: the caret touches its end, or stands inside. A closed string or an operator is done at its end. */
function isAtCaret(token: Token, caret: number): boolean {
  if (caret <= token.start || caret > token.end) return false;
  if (token.type === "word") return true;
  if (token.type === "string") return caret < token.end || token.fault?.type === "unclosed";
  return token.type === "operator" && caret < token.end;
}

function fieldOf({ name, scope }: CaretPlace): Field | undefined {
  if (name === undefined) return undefined;
  return isPathField(name) ? findField(normaliseField(name), scope) : findField(name.toLowerCase(), scope);
}

type Base = Pick<Completion, "replace" | "typed" | "scope" | "needsPaths">;

function operatorCompletion(base: Base, place: CaretPlace, field: Field | undefined): Completion {
  const { isNegated } = place;
  if (field === undefined && isNegated)
    return { ...base, expects: "field", ...clauseItems(base.scope, base.typed, []) };
  if (field === undefined) return connectorCompletion(base, place);
  const operators = operatorsOf[field.type].flatMap((operator) => {
    if (operator === "=" || operator === "~") return isNegated ? [] : [operator, `!${operator}`];
    if (operator === "in" || operator === "exists") return isNegated ? [operator] : [operator, `not ${operator}`];
    return isNegated ? [] : [operator];
  });
  const items = operators
    .filter((text) => text.startsWith(base.typed.toLowerCase()))
    .map((text): CompletionItem => ({ text, summary: operatorSummaries[text] ?? "", kind: "operator" }));
  if (items.length > 0) return { ...base, expects: "operator", field, items };
  return { ...base, expects: "field", ...clauseItems(base.scope, base.typed, []) };
}

function connectorCompletion(base: Base, { scope, isInGroup }: CaretPlace): Completion {
  const closing = isInGroup && base.typed === "" ? [closeItem] : [];
  return { ...base, expects: "connector", ...clauseItems(scope, base.typed, [...closing, ...joining]) };
}

/** Everything that can begin a clause, and what can stand before it. */
function clauseItems(
  scope: Scope,
  typed: string,
  before: readonly CompletionItem[],
): Pick<Completion, "items" | "needsPaths"> {
  const fields = (scope === "trace" ? traceFields : spanFields).map(
    ({ name, summary }): CompletionItem => ({ text: name, summary, kind: "field" }),
  );
  const paths = pathPrefixes.map(
    (prefix): CompletionItem => ({
      text: prefix === "resource." ? "resource.attributes." : prefix,
      summary: prefix === "resource." ? "an attribute of the resource" : "an attribute of a span",
      kind: "field",
    }),
  );
  const keywords = scope === "trace" ? [hasItem, notItem] : [notItem];
  const search = isSearchable(typed) ? [searchItem(typed)] : [];
  const items = [...ranked([...before, ...fields, ...paths, ...keywords], typed), ...search];
  return { items, needsPaths: isPathField(typed) };
}

function searchItem(typed: string): CompletionItem {
  return {
    text: printItem({ type: "text", text: typed }),
    summary: "search inputs, outputs and attributes",
    kind: "text",
  };
}

function valuesOf(
  field: Field | undefined,
  operator: string,
  typed: string,
): Pick<Completion, "items" | "field" | "needsValuesOf"> {
  if (field === undefined) return { items: [] };
  const items = ranked(examplesOf(field, typed), typed);
  const isObserved = field.type === "text" || field.type === "any" || field.type === "choice";
  const hasOrder = operator.startsWith(">") || operator.startsWith("<");
  return isObserved && !hasOrder ? { field, items, needsValuesOf: field.name } : { field, items };
}

function examplesOf(field: Field, typed: string): CompletionItem[] {
  const value = (text: string, summary: string): CompletionItem => ({ text, summary, kind: "value" });
  switch (field.type) {
    case "choice":
      return (field.choices ?? []).map((choice) => value(printValue(field, "=", choice), field.name));
    case "duration": {
      const units = [
        ["ms", "milliseconds"],
        ["s", "seconds"],
        ["m", "minutes"],
        ["h", "hours"],
      ] as const;
      if (readNumber(typed) !== undefined) return units.map(([unit, name]) => value(`${typed}${unit}`, name));
      return ["500ms", "1s", "2s", "5s", "10s", "1m"].map((text) => value(text, field.summary));
    }
    case "count":
      return ["100", "1k", "10k", "100k"].map((text) => value(text, field.summary));
    case "cost":
      return ["0.01", "0.1", "1"].map((text) => value(text, field.summary));
    case "score":
      return ["0.5", "0.8", "1"].map((text) => value(text, field.summary));
    default:
      return [];
  }
}

/** Those that begin with what was typed, then those that hold it. */
function ranked(items: readonly CompletionItem[], typed: string): readonly CompletionItem[] {
  const lower = typed.toLowerCase();
  const begins = items.filter((item) => item.text.toLowerCase().startsWith(lower));
  return [...begins, ...items.filter((item) => !begins.includes(item) && item.text.toLowerCase().includes(lower))];
}
