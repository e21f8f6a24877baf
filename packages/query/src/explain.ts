import { parsePath } from "@plumbline/span/extraction/path";
import { findField, isPathField, type Scope } from "./fields";
import type { Token } from "./lex";
import type { QueryError } from "./query-error";
import { fieldNames, nearestName } from "./suggest";

/** An error without its clause, which the parser counts. */
export type Fault = Omit<QueryError, "clause">;

/** Why a word that stands where a field should is none in this place; undefined where it is one. */
export function explainField(token: Token, scope: Scope): Fault | undefined {
  const { text, start, end } = token;
  const name = text.toLowerCase();
  const hasField = findField(isPathField(text) ? text : name, scope) !== undefined;
  if (token.type === "string") {
    const message = "A field stands without quotes, and text that is searched for has no operator behind it.";
    return hasField ? { message, start, end, suggestion: name } : { message, start, end };
  }
  if (isPathField(text)) return explainPath(token);
  if (hasField) return undefined;
  const known = findField(name, scope === "trace" ? "span" : "trace");
  if (known !== undefined) {
    const message =
      scope === "trace"
        ? `${known.name} is a field of a span. Write has(${known.name} …).`
        : `${known.name} is a field of the trace and cannot stand inside has(…). Write it in front of has.`;
    return { message, start, end };
  }
  return { start, end, ...explainName(text, scope) };
}

function explainName(text: string, scope: Scope): Pick<Fault, "message" | "suggestion"> {
  const problem = `There is no field "${text.length > 40 ? `${text.slice(0, 39)}…` : text}".`;
  const near = nearestName(text, fieldNames);
  if (near !== undefined) {
    const suggestion = findField(near, scope) === undefined ? {} : { suggestion: near };
    return { message: `${problem} Did you mean ${near}?`, ...suggestion };
  }
  const attribute = `attributes.${text}`;
  if (text.toLowerCase() === "attributes" || text.toLowerCase() === "resource") {
    return { message: `${text} is not a value. Name one in it, such as attributes.input.value.` };
  }
  if (text.includes(".") && parsePath(attribute, { allowWildcard: true }).ok) {
    return { message: `${problem} An attribute is written ${attribute}.`, suggestion: attribute };
  }
  return { message: `${problem} To search for the text, put it in quotes.` };
}

function explainPath({ text, start, end }: Token): Fault | undefined {
  const parsed = parsePath(text, { allowWildcard: true });
  if (!parsed.ok) {
    const from = start + parsed.error.position;
    return {
      message: parsed.error.message,
      start: Math.min(from, end - 1),
      end: Math.min(end, from + Math.max(parsed.error.length, 1)),
    };
  }
  const [root, second] = parsed.path.steps;
  if (root?.type !== "name" || root.name !== "resource" || (second?.type === "name" && second.name === "attributes"))
    return undefined;
  const suggestion = `resource.attributes${text.slice("resource".length)}`;
  return { message: `A resource holds its values under attributes: ${suggestion}.`, start, end, suggestion };
}

/** What is wrong with a string that cannot be read to its end. */
export function stringFault({ type, at }: NonNullable<Token["fault"]>): Fault {
  if (type === "unclosed") {
    return { message: 'This " is not closed. Write " where the text ends.', start: at, end: at + 1 };
  }
  const known = String.raw`\\ for a backslash, \" for a quote, \n, \t, \r, or \u and four hexadecimal digits`;
  return { message: `This escape is unknown. Write ${known}.`, start: at, end: at + 2 };
}
