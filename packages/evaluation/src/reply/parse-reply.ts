import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { cutReasoning } from "./cut-reasoning";
import { parseFolded, topLevelObjects } from "./json-scan";
import { mendJson } from "./mend-json";
import type { ReplySchema } from "./reply-schemas";

export type ParsedReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a judge's reply, or says why it cannot be read; it never guesses. In order: reasoning is cut off, the whole text as
 * JSON, every top-level object (all must agree), a mended object where the text ends with a brace, a bare label. Two
 * readings that disagree are no reading.
 */
export function parseReply<T>(raw: string, schema: ReplySchema<T>): ParsedReply<T> {
  const withoutReasoning = cutReasoning(raw);
  if (withoutReasoning === undefined) return fail("a reasoning block is not closed");
  const text = stripFence(withoutReasoning);
  if (text === "") return fail("the reply is empty");

  const whole = parseFolded(text);
  if (whole === "ambiguous") return fail("an object names the same key twice");
  if (whole !== "not_json") {
    const value = readUnwrapped(whole.value, schema);
    // A JSON string or number may still be a bare label; other valid JSON that does not fit is no verdict.
    if (value !== undefined) return { ok: true, value };
    return typeof whole.value === "string" || typeof whole.value === "number"
      ? readBareText(String(whole.value), schema)
      : fail("the JSON does not follow the schema");
  }
  return readObjects(text, schema) ?? readMended(text, schema) ?? readBareText(text, schema);
}

function stripFence(text: string): string {
  const fenced = /^(```|~~~)[a-z0-9]*\s*\n([\s\S]*?)\n?\1$/i.exec(text);
  return (fenced?.[2] ?? text).trim();
}

/** How many layers a model may put around its verdict: a list of one, a name, a call of the tool. */
const layersMax = 3;

/** The value itself, or what is left when layers around it are taken away; JSON inside a JSON string once at most. */
function readUnwrapped<T>(value: JsonValue, schema: ReplySchema<T>): T | undefined {
  let inner: JsonValue | undefined = value;
  let decoded = false;
  for (let layer = 0; layer <= layersMax && inner !== undefined; layer += 1) {
    const read = schema.read(inner);
    if (read !== undefined) return read;
    if (typeof inner !== "string") {
      inner = unwrap(inner, schema);
      continue;
    }
    const parsed: ReturnType<typeof parseFolded> = decoded ? "not_json" : parseFolded(inner.trim());
    inner = typeof parsed === "object" ? parsed.value : undefined;
    decoded = true;
  }
  return undefined;
}

/** A one-element list of it, the arguments of a call that was written as content, or the only value of an object around it. */
function unwrap<T>(value: JsonValue, schema: ReplySchema<T>): JsonValue | undefined {
  if (Array.isArray(value)) return value.length === 1 ? value[0] : undefined;
  if (!isJsonObject(value)) return undefined;
  if (value.name === schema.name) return value.arguments ?? value.parameters;
  const [only, ...others] = Object.values(value);
  return others.length === 0 && (isJsonObject(only) || typeof only === "string") ? only : undefined;
}

function readObjects<T>(text: string, schema: ReplySchema<T>): ParsedReply<T> | undefined {
  const regions = topLevelObjects(text);
  const readings: T[] = [];
  let outside = text;
  for (const { start, end } of regions) {
    const region = text.slice(start, end);
    outside = outside.replace(region, "\n");
    const parsed = parseFolded(region);
    if (parsed === "ambiguous") return fail("an object names the same key twice");
    const value = parsed === "not_json" ? undefined : readUnwrapped(parsed.value, schema);
    if (value !== undefined) readings.push(value);
    // A second object that speaks of a verdict and cannot be read might say something else.
    else if (mentionsVerdict(region, schema))
      return readings.length > 0 || regions.length > 1 ? severalDiffer : undefined;
  }
  const [first, ...others] = readings;
  if (first === undefined) return undefined;
  if (others.some((other) => !schema.agree(first, other))) return severalDiffer;
  // What was found is an entry of a list that was cut off.
  if (count(outside, "[") > count(outside, "]")) return undefined;
  return contradicts(outside, first, schema) ? severalDiffer : { ok: true, value: first };
}

/** Mends quotes, commas and newlines, only where the text ends as an object does: a cut-off reply is never completed. */
function readMended<T>(text: string, schema: ReplySchema<T>): ParsedReply<T> | undefined {
  const start = text.search(/[{｛]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("｝"));
  if (start === -1 || end === -1 || !/^\s*(?:```|~~~)?\s*$/.test(text.slice(end + 1))) return undefined;
  const mended = mendJson(text.slice(start, end + 1));
  if (mended === undefined) return undefined;
  const parsed = parseFolded(mended);
  if (parsed === "ambiguous") return fail("an object names the same key twice");
  if (parsed === "not_json" || !isJsonObject(parsed.value)) return undefined;
  const value = readUnwrapped(parsed.value, schema);
  if (value === undefined) return undefined;
  return contradicts(text.slice(0, start), value, schema) ? severalDiffer : { ok: true, value };
}

/** "label: correct" with at most a reason beside it, or nothing but the label. */
function readBareText<T>(text: string, schema: ReplySchema<T>): ParsedReply<T> {
  const unreadable = fail("no verdict in the expected form was found");
  if (schema.readBare === undefined) return unreadable;
  const whole = schema.readBare(text);
  if (whole !== undefined) return { ok: true, value: whole };
  const readings: T[] = [];
  for (const line of text.split("\n").map(plainLine)) {
    const labelled = labelLine(schema).exec(line)?.[1];
    if (labelled !== undefined) {
      const value = schema.readBare(labelled);
      if (value === undefined) return unreadable;
      readings.push(value);
    } else if (line !== "" && !/^(reason|explanation|理由|原因)\s*[:：]/i.test(line)) {
      return unreadable;
    }
  }
  const [first, ...others] = readings;
  if (first === undefined) return unreadable;
  return others.every((other) => schema.agree(first, other)) ? { ok: true, value: first } : severalDiffer;
}

/** Whether the prose around an object takes the verdict back: a labelled line that differs, or a correction. */
function contradicts<T>(prose: string, value: T, schema: ReplySchema<T>): boolean {
  if (schema.readBare === undefined) return false;
  for (const line of prose.split("\n").map(plainLine)) {
    const labelled = labelLine(schema).exec(line)?.[1];
    const stated = labelled === undefined ? undefined : schema.readBare(labelled);
    if (stated !== undefined && !schema.agree(stated, value)) return true;
  }
  return /\b(wait|actually|correction|on second thought|should (?:instead )?be|i meant|scratch that)\b|更正|应该是|改为|不对/i.test(
    prose,
  );
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function mentionsVerdict<T>(region: string, schema: ReplySchema<T>): boolean {
  return region.toLowerCase().includes(schema.verdictKey);
}

function labelLine<T>(schema: ReplySchema<T>): RegExp {
  return new RegExp(`^(?:final )?(?:${schema.verdictKey}|verdict|标签|结论|等级|评分)\\s*[:：=]\\s*(.+)$`, "i");
}

/** Markdown emphasis, list marks and quotes do not change what a line says. */
function plainLine(line: string): string {
  return line
    .replace(/[*`#>]/g, "")
    .replace(/^\s*-\s+/, "")
    .trim();
}

function fail(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

const severalDiffer = fail("the reply holds more than one verdict, and they may differ");
