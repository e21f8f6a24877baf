import type { Field } from "./fields";
import { readCost, readCount, readDuration, readNumber, readScore } from "./quantity";
import type { Operator, Value } from "./query";
import { nearestName } from "./suggest";

/** A value as it stands in the text: `isQuoted` ones are text, whatever they look like. */
export interface RawValue {
  readonly text: string;
  readonly isQuoted: boolean;
}

export type ValueReading =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly suggestion?: string };

/** What a value of a field of this type looks like. */
export const exampleValue = {
  text: "refund",
  choice: "error",
  duration: "2s",
  count: "1000",
  cost: "0.05",
  score: "0.5",
  id: "4bf92f3577b34da6",
  any: "5",
} as const;

/** Reads a value as the field's type asks for. A value of another type is refused, with what would stand there. */
export function readValue(field: Field, operator: Operator, raw: RawValue): ValueReading {
  switch (field.type) {
    case "text":
      return readText(field, operator, raw);
    case "choice":
      return readChoice(field, raw);
    case "duration":
      return number(readDuration(raw.text)) ?? refuseDuration(field, raw);
    case "count":
      return (
        number(readCount(raw.text)) ?? refuse(`${field.name} is compared with a whole number such as 1000 or 10k`, raw)
      );
    case "cost":
      return number(readCost(raw.text)) ?? refuse(`${field.name} is compared with an amount such as 0.05`, raw);
    case "score":
      return readShare(field, raw);
    case "id":
      return readId(field, raw);
    case "any":
      return readAny(field, operator, raw);
  }
}

function readText(field: Field, operator: Operator, { text }: RawValue): ValueReading {
  if (operator !== "~" || text !== "") return { ok: true, value: text };
  return {
    ok: false,
    message: `Every text contains "". Write what ${field.name} is to contain, or ${field.name} exists.`,
  };
}

function readChoice(field: Field, raw: RawValue): ValueReading {
  const choices = field.choices ?? [];
  const wanted = raw.text.toLowerCase().replaceAll(/[\s-]/g, "_");
  const choice = choices.find((name) => name.toLowerCase() === wanted);
  if (choice !== undefined) return { ok: true, value: choice };
  const near = nearestName(wanted, choices);
  const remedy = near === undefined ? `Write one of ${choices.join(", ")}.` : `Did you mean ${near}?`;
  return withSuggestion(`${field.name} is never ${shown(raw)}. ${remedy}`, near);
}

function refuseDuration(field: Field, raw: RawValue): ValueReading {
  const amount = readNumber(raw.text);
  if (amount === undefined || amount < 0) return refuse(`${field.name} is compared with a time such as 2s`, raw);
  return withSuggestion(`${field.name} needs a unit: ${raw.text}s, ${raw.text}ms or ${raw.text}us.`, `${raw.text}s`);
}

function readShare(field: Field, raw: RawValue): ValueReading {
  const share = readScore(raw.text);
  if (share === undefined) return refuse(`${field.name} is compared with a number from 0 to 1 such as 0.5`, raw);
  if (share <= 1) return { ok: true, value: share };
  const percent = share <= 100 && !raw.text.endsWith("%") ? `${share}%` : undefined;
  const remedy = percent === undefined ? "Write a number such as 0.5." : `Did you mean ${percent}?`;
  return withSuggestion(`${field.name} goes from 0 to 1, so it is never ${raw.text}. ${remedy}`, percent);
}

function readId(field: Field, raw: RawValue): ValueReading {
  const digits = raw.text.toLowerCase().replaceAll("-", "");
  if (/^[0-9a-f]{1,32}$/.test(digits)) return { ok: true, value: digits };
  return refuse(`${field.name} is compared with 1 to 32 hexadecimal digits, the beginning is enough`, raw);
}

/** An attribute's type is not known: a bare number is one, so are true and false, and all else is text. */
function readAny(field: Field, operator: Operator, raw: RawValue): ValueReading {
  if (operator === "~") return readText(field, operator, raw);
  const amount = raw.isQuoted ? undefined : readNumber(raw.text);
  if (operator === "=" || operator === "in")
    return { ok: true, value: amount ?? (raw.isQuoted ? raw.text : bare(raw.text)) };
  return number(amount) ?? refuse(`${operator} compares an attribute with a number such as 5, without a unit`, raw);
}

function bare(text: string): Value {
  if (!/^(?:true|false)$/i.test(text)) return text;
  return text.toLowerCase() === "true";
}

function number(value: number | undefined): ValueReading | undefined {
  return value === undefined ? undefined : { ok: true, value };
}

function refuse(rule: string, raw: RawValue): ValueReading {
  return { ok: false, message: `${rule}, not with ${shown(raw)}.` };
}

/** A value inside a sentence: quoted, and not at any length. */
function shown({ text }: RawValue): string {
  return `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
}

function withSuggestion(message: string, suggestion: string | undefined): ValueReading {
  return suggestion === undefined ? { ok: false, message } : { ok: false, message, suggestion };
}
