import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { jsonrepair } from "jsonrepair";
import { parseFolded, topLevelObjects } from "./json-scan";
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

/** Undefined where a block is opened and never closed: what follows may be a draft. */
function cutReasoning(raw: string): string | undefined {
  const cut = raw.replace(/<(think|thinking)>[\s\S]*?<\/\1>/gi, "");
  // Some chat templates leave out the opening tag.
  const orphanEnd = [...cut.matchAll(/<\/(?:think|thinking)>/gi)].at(-1);
  const rest = orphanEnd === undefined ? cut : cut.slice(orphanEnd.index + orphanEnd[0].length);
  return /<(think|thinking)\b/i.test(rest) ? undefined : rest.trim();
}

function stripFence(text: string): string {
  const fenced = /^```[a-z0-9]*\s*\n([\s\S]*?)\n?```$/i.exec(text);
  return (fenced?.[1] ?? text).trim();
}

/** The value itself, a one-element list of it, JSON inside a JSON string, or the only value of an object around it. */
function readUnwrapped<T>(value: JsonValue, schema: ReplySchema<T>): T | undefined {
  const direct = schema.read(value);
  if (direct !== undefined) return direct;
  if (Array.isArray(value)) return value.length === 1 ? schema.read(value[0] ?? null) : undefined;
  if (typeof value === "string") {
    const inner = parseFolded(value.trim());
    return typeof inner === "object" ? schema.read(inner.value) : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const [only, ...others] = Object.values(value);
  return others.length === 0 && isJsonObject(only) ? schema.read(only) : undefined;
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
  return contradicts(outside, first, schema) ? severalDiffer : { ok: true, value: first };
}

/** Mends quotes, commas and newlines, only where the text ends as an object does: a cut-off reply is never completed. */
function readMended<T>(text: string, schema: ReplySchema<T>): ParsedReply<T> | undefined {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start === -1 || !/^\s*(?:```)?\s*$/.test(text.slice(end + 1)) || end === -1) return undefined;
  const mended = mend(text.slice(start, end + 1));
  if (mended === undefined) return undefined;
  const parsed = parseFolded(mended);
  if (parsed === "ambiguous") return fail("an object names the same key twice");
  if (parsed === "not_json" || !isJsonObject(parsed.value)) return undefined;
  const value = readUnwrapped(parsed.value, schema);
  if (value === undefined) return undefined;
  return contradicts(text.slice(0, start), value, schema) ? severalDiffer : { ok: true, value };
}

function mend(text: string): string | undefined {
  try {
    return jsonrepair(text);
  } catch {
    return undefined;
  }
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

function mentionsVerdict<T>(region: string, schema: ReplySchema<T>): boolean {
  return region.toLowerCase().includes(schema.verdictKey);
}

function labelLine<T>(schema: ReplySchema<T>): RegExp {
  return new RegExp(`^(?:final )?(?:${schema.verdictKey}|verdict|标签|结论|评分)\\s*[:：=]\\s*(.+)$`, "i");
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
