import { type PathStep, parsePath } from "@plumbline/span/extraction/path";
import { equalityKey } from "./equal-value";
import { isPathField } from "./fields";
import { lowerCase } from "./fold-text";
import type { Clause, Operator, Query, Value } from "./query";
import { splitWords, type Word } from "./words";

/**
 * What a trace must hold for a query to be true of it, in terms that an index knows. Paths are written with every index and
 * every `[*]` as `*`: `attributes.retrieval.documents.*.document.score`.
 * - `word`: this folded word in some text; `start`: a word that begins so; `dense`: these characters beside each other
 * - `key`: something stands at this path or below it
 * - `named`: an object with a name that is no index stands there
 * - `json`: a text that may be JSON stands there, which paths lead into
 * - `value`: a value with this equality key (`equalityKey`) stands there
 * - `number`: a number that compares so stands there, be it as text
 * - `contains`: a value that contains this text, in lower case (`lowerCase`), stands there
 */
export type Need =
  | { readonly type: "all" | "any"; readonly items: readonly Need[] }
  | { readonly type: "word" | "start" | "dense"; readonly text: string }
  | { readonly type: "key" | "named" | "json"; readonly path: string }
  | { readonly type: "value"; readonly path: string; readonly key: string }
  | { readonly type: "number"; readonly path: string; readonly operator: NumberOperator; readonly value: number }
  | { readonly type: "contains"; readonly path: string; readonly text: string };

export type NumberOperator = ">" | ">=" | "<" | "<=";

/** What a query cannot do without; undefined where an index has nothing to say, as for everything under `not`. */
export function needsOf(query: Query): Need | undefined {
  switch (query.type) {
    case "and":
      return all(query.items.map(needsOf));
    case "or":
      return any(query.items.map(needsOf));
    case "not":
      return undefined;
    case "has":
      return needsOf(query.item);
    case "text":
      return needsOfText(query.text);
    case "clause":
      return isPathField(query.field) ? needsOfPath(query) : undefined;
  }
}

function all(items: readonly (Need | undefined)[]): Need | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length < 2 ? known[0] : { type: "all", items: known };
}

function any(items: readonly (Need | undefined)[]): Need | undefined {
  const known = items.filter((item) => item !== undefined);
  if (known.length < items.length) return undefined;
  return known.length < 2 ? known[0] : { type: "any", items: known };
}

/** The last word may be the beginning of a longer one. A text without words is found nowhere: `any` of nothing. */
function needsOfText(text: string): Need | undefined {
  const words = [...splitWords(text)];
  if (words.length === 0) return { type: "any", items: [] };
  return all(words.map((word, index) => needOfWord(word, index === words.length - 1)));
}

function needOfWord({ script, text }: Word, isLast: boolean): Need {
  if (script === "dense") return { type: "dense", text };
  return { type: isLast ? "start" : "word", text };
}

function needsOfPath(clause: Clause): Need | undefined {
  const parsed = parsePath(clause.field, { allowWildcard: true });
  // A path that cannot be read leads nowhere.
  if (!parsed.ok) return { type: "any", items: [] };
  const names = namesOf(parsed.path.steps);
  const path = names.path.join(".");
  const direct: Need = names.isWhole ? needsAt(path, clause) : { type: "key", path };
  return any([
    direct,
    ...names.wildcards.map((place): Need => ({ type: "named", path: names.path.slice(0, place).join(".") })),
    ...insideJson(names.path, clause),
  ]);
}

interface PathNames {
  readonly path: readonly string[];
  /** Places of `[*]`, which may stand for names too. */
  readonly wildcards: readonly number[];
  /** False where a step speaks of how values are written (`$self`, `$bytes`): then the path ends before it. */
  readonly isWhole: boolean;
}

function namesOf(steps: readonly PathStep[]): PathNames {
  const path: string[] = [];
  const wildcards: number[] = [];
  for (const step of steps) {
    if (step.type === "name" && step.name.startsWith("$")) return { path, wildcards, isWhole: false };
    if (step.type === "wildcard") wildcards.push(path.length);
    if (step.type === "name") path.push(...step.name.split(".").map((name) => (/^\d+$/.test(name) ? "*" : name)));
    else path.push("*");
  }
  return { path, wildcards, isWhole: true };
}

function needsAt(path: string, { operator, values }: Clause): Need {
  const here: Need = { type: "key", path };
  switch (operator) {
    case "=":
    case "in":
      return (
        any(
          values.map((value): Need => {
            // Text that could not be kept as it came: an index may have read the bytes.
            if (typeof value === "string" && /[\u2400\ufffd]/.test(value)) return here;
            const key = equalityKey(value);
            return key === undefined ? { type: "any", items: [] } : { type: "value", path, key };
          }),
        ) ?? here
      );
    case "~":
      return all([here, ...containing(path, values[0]), ...wordsInside(values[0])]) ?? here;
    case "exists":
      return here;
    default: {
      const [value] = values;
      return typeof value === "number" ? { type: "number", path, operator, value } : here;
    }
  }
}

/** As for equal text: what could not be kept as it came cannot be asked for. */
function containing(path: string, value: Value | undefined): Need[] {
  const text = lowerCase(String(value ?? ""));
  return /[\u2400\ufffd]/.test(text) ? [] : [{ type: "contains", path, text }];
}

/** A path goes on inside of JSON text, whose strings are read for words too. */
function insideJson(path: readonly string[], { operator, values }: Clause): Need[] {
  const words = operator === "=" || operator === "in" ? wordsOfAny(values) : wordsFor(operator, values);
  return path.slice(2).map((_, index): Need => {
    const text: Need = { type: "json", path: path.slice(0, index + 2).join(".") };
    return all([text, words]) ?? text;
  });
}

function wordsFor(operator: Operator, [value]: readonly Value[]): Need | undefined {
  return operator === "~" ? all(wordsInside(value)) : undefined;
}

/** The words of texts that a value must equal; nothing where one of the values may be written in other ways. */
function wordsOfAny(values: readonly Value[]): Need | undefined {
  return any(
    values.map((value) => {
      if (typeof value !== "string" || !/\s/.test(value.trim())) return undefined;
      return all([...splitWords(value)].map((word) => needOfWord(word, false)));
    }),
  );
}

/**
 * Words that a text must hold when it contains the value, without regard to case: those with something on both sides that divides
 * words, and pairs of Han characters. What could be the spelling of a number is left out, because numbers are not read for words.
 */
function wordsInside(value: Value | undefined): Need[] {
  if (typeof value !== "string" || !/[^\w.+-]/.test(value)) return [];
  return [...splitWords(value)].flatMap((word): Need[] => {
    if (word.script === "dense")
      return /^\p{Script=Han}{2,}$/u.test(word.text) ? [{ type: "dense", text: word.text }] : [];
    const isInside = word.start > 0 && word.end < value.length;
    return isInside && /^[a-z0-9]+$/.test(word.text) ? [{ type: "word", text: word.text }] : [];
  });
}
