import { explainField, type Fault, stringFault } from "./explain";
import { type Field, findField, isPathField, operatorsOf, type Scope } from "./fields";
import type { Token } from "./lex";
import { negate, normaliseField, normaliseQuery } from "./normalise";
import { type Operator, operators, type Query, queryLimits, type Value } from "./query";
import { exampleValue, readValue } from "./read-value";
import type { TokenCursor } from "./token-cursor";

/** What people write for an operator elsewhere. */
const otherOperators: Readonly<Record<string, string>> = {
  "==": "=",
  "===": "=",
  "!==": "!=",
  "<>": "!=",
  "=>": ">=",
  "=<": "<=",
  "=~": "~",
  "~=": "~",
  "~~": "~",
};

interface Comparison {
  readonly operator: Operator;
  readonly isNegated: boolean;
  readonly token: Token;
}

/** A field, an operator and its values. Reports what is wrong with each; undefined if anything is. */
export function parseClause(cursor: TokenCursor, scope: Scope, clause: number): Query | undefined {
  const faults: Fault[] = [];
  const name = cursor.take();
  const fieldFault = explainField(name, scope);
  const field = fieldFault === undefined ? fieldOf(name.text, scope) : undefined;
  const comparison = parseOperator(cursor, field, faults);
  const raw = parseRawValues(cursor, name.text, comparison, field, faults);
  const values =
    comparison === undefined || field === undefined ? [] : readValues(field, comparison.operator, raw, faults);
  if (fieldFault !== undefined) faults.unshift(withHas(fieldFault, cursor, name, scope, faults.length === 0));
  for (const fault of faults) cursor.fail({ ...fault, clause });
  if (faults.length > 0 || comparison === undefined || field === undefined) return undefined;
  const query = normaliseQuery({ type: "clause", field: field.name, operator: comparison.operator, values });
  return comparison.isNegated ? negate(query) : query;
}

function fieldOf(text: string, scope: Scope): Field | undefined {
  return isPathField(text) ? findField(normaliseField(text), scope) : findField(text.toLowerCase(), scope);
}

/** A span's field outside of `has` is one step from right, and the step can be offered. */
function withHas(fault: Fault, cursor: TokenCursor, name: Token, scope: Scope, isRest: boolean): Fault {
  const isOfSpan =
    scope === "trace" &&
    name.type === "word" &&
    !isPathField(name.text) &&
    findField(name.text.toLowerCase(), "span") !== undefined;
  if (!isOfSpan || !isRest || fault.suggestion !== undefined) return fault;
  return { ...fault, end: cursor.end, suggestion: `has(${cursor.text.slice(name.start, cursor.end)})` };
}

function parseOperator(cursor: TokenCursor, field: Field | undefined, faults: Fault[]): Comparison | undefined {
  const not = cursor.takeKeyword("not");
  const token = cursor.take();
  const text = token.text.toLowerCase();
  const isNegated = not !== undefined || text.startsWith("!");
  const operator = operators.find((known) => known === (text.startsWith("!") ? text.slice(1) : text));
  if (operator === undefined || !(text === operator || text === "!=" || text === "!~")) {
    const suggestion = otherOperators[text];
    const remedy =
      suggestion === undefined ? `Write one of =, !=, ~, !~, >, >=, <, <=.` : `Did you mean ${suggestion}?`;
    const fault = { message: `There is no operator ${token.text}. ${remedy}`, start: token.start, end: token.end };
    faults.push(suggestion === undefined ? fault : { ...fault, suggestion });
    return undefined;
  }
  const allowed = field === undefined ? operators : operatorsOf[field.type];
  if (field !== undefined && !allowed.includes(operator)) {
    const message = `${field.name} cannot be compared with ${token.text}. It takes ${allowed.join(", ")}.`;
    faults.push({ message, start: not?.start ?? token.start, end: token.end });
  }
  return { operator, isNegated, token };
}

/** The tokens of the values. Behind an operator that is unknown, one value is expected. */
function parseRawValues(
  cursor: TokenCursor,
  name: string,
  comparison: Comparison | undefined,
  field: Field | undefined,
  faults: Fault[],
): readonly Token[] {
  if (comparison?.operator === "exists") return [];
  if (comparison?.operator === "in") return parseList(cursor, name, comparison.token, faults);
  if (isValue(cursor)) return [takeValue(cursor, faults)];
  const { end } = cursor;
  if (cursor.peek()?.type === "open") {
    const start = skipParentheses(cursor);
    const message = `A list of values stands behind "in": ${shortName(name)} in (a, b).`;
    faults.push({ message, start, end: cursor.end });
    return [];
  }
  const word =
    cursor.isKeyword("and") || cursor.isKeyword("or") || cursor.isKeyword("not") ? cursor.peek()?.text : undefined;
  const quoting = word === undefined ? "" : ` To compare with the word "${word}", put it in quotes.`;
  const message = `A value is missing, such as ${shortName(name)} ${comparison?.token.text ?? "="} ${exampleOf(field)}.${quoting}`;
  faults.push({ message, start: comparison?.token.start ?? end, end });
  return [];
}

function parseList(cursor: TokenCursor, name: string, inWord: Token, faults: Fault[]): readonly Token[] {
  const open = cursor.takeIf("open");
  if (open === undefined) {
    const value = isValue(cursor) ? takeValue(cursor, faults) : undefined;
    const range = { start: inWord.start, end: value?.end ?? inWord.end };
    const suggestion = value === undefined ? {} : { suggestion: `in (${cursor.text.slice(value.start, value.end)})` };
    const message = `Behind "in" stand values in parentheses: ${shortName(name)} in (a, b).`;
    faults.push({ message, ...range, ...suggestion });
    return [];
  }
  const values: Token[] = [];
  let expectsValue = true;
  for (let next = cursor.peek(); next !== undefined && next.type !== "close"; next = cursor.peek()) {
    const isComma = next.type === "comma";
    const isMember = next.type === "word" || next.type === "string";
    if (isComma === expectsValue || !(isComma || isMember)) {
      const message = "A list is values with commas between them: (a, b). Put a value with other characters in quotes.";
      faults.push({ message, start: next.start, end: next.end });
      skipToClose(cursor);
      return [];
    }
    if (isMember) values.push(takeValue(cursor, faults));
    else cursor.take();
    expectsValue = isComma;
  }
  return closeList(cursor, open, values, expectsValue, faults);
}

function closeList(cursor: TokenCursor, open: Token, values: readonly Token[], expectsValue: boolean, faults: Fault[]) {
  const { valuesMax } = queryLimits;
  const close = cursor.takeIf("close");
  const range = { start: open.start, end: cursor.end };
  if (close === undefined)
    faults.push({
      message: "This list is not closed. Write ) behind its last value.",
      start: open.start,
      end: open.end,
    });
  else if (values.length === 0) faults.push({ message: "The list is empty. Write at least one value.", ...range });
  else if (expectsValue)
    faults.push({
      message: "The list ends with a comma. Write another value, or remove it.",
      start: close.start,
      end: close.end,
    });
  if (values.length > valuesMax)
    faults.push({ message: `A list has at most ${valuesMax} values, and this one ${values.length}.`, ...range });
  return values;
}

/** Words that join clauses are no values: one was left out before them. */
function isValue(cursor: TokenCursor): boolean {
  const type = cursor.peek()?.type;
  if (type === "string") return true;
  return type === "word" && !cursor.isKeyword("and") && !cursor.isKeyword("or") && !cursor.isKeyword("not");
}

function takeValue(cursor: TokenCursor, faults: Fault[]): Token {
  const token = cursor.take();
  if (token.fault !== undefined) faults.push(stringFault(token.fault));
  return token;
}

function readValues(field: Field, operator: Operator, raw: readonly Token[], faults: Fault[]): readonly Value[] {
  const values: Value[] = [];
  if (!operatorsOf[field.type].includes(operator)) return values;
  for (const token of raw) {
    if (token.fault !== undefined) continue;
    const reading = readValue(field, operator, { text: token.text, isQuoted: token.type === "string" });
    if (reading.ok) values.push(reading.value);
    else {
      const { message, suggestion } = reading;
      const fault = { message, start: token.start, end: token.end };
      faults.push(suggestion === undefined ? fault : { ...fault, suggestion });
    }
  }
  return values;
}

/** Takes a group that cannot stand here whole, so that its contents are not blamed as well. Returns where it starts. */
function skipParentheses(cursor: TokenCursor): number {
  const { start } = cursor.take();
  skipToClose(cursor);
  return start;
}

function skipToClose(cursor: TokenCursor): void {
  let depth = 1;
  while (depth > 0 && cursor.peek() !== undefined) {
    const { type } = cursor.take();
    depth += type === "open" ? 1 : type === "close" ? -1 : 0;
  }
}

function exampleOf(field: Field | undefined): string {
  return field?.choices?.[0] ?? exampleValue[field?.type ?? "text"];
}

function shortName(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
