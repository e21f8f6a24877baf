import { PlumblineError } from "@plumbline/base/errors";
import type { ReadSpan } from "@plumbline/span/document/types";
import { z } from "zod";
import { type CutValue, cutValues, type ValuePath, valueAt, wholeCharacter } from "../cut-values";
import { type SpanContent, spanContentFrom } from "./span-content";

export const cutQuery = z.strictObject({
  textCharsMax: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(1_000_000)
    .optional()
    .describe("Longer texts are cut there, and `cuts` says which. Left out: every value is whole."),
});

const path = z.array(z.union([z.string(), z.number().int().min(0)]));
const cutValue = z.union([
  z.strictObject({
    path,
    type: z.literal("text"),
    bytes: z.number().int().describe("Of the whole text in UTF-8."),
    chars: z.number().int(),
    shownChars: z.number().int(),
  }),
  z.strictObject({
    path,
    type: z.enum(["list", "object"]),
    entries: z.number().int(),
    shownEntries: z.number().int(),
  }),
]) as unknown as z.ZodType<CutValue>;

/** Beside a span's content. */
export const cutsField = {
  cuts: z
    .array(cutValue)
    .describe("Values that stand in this answer in part, by their path in it; GET …/value reads the whole of one."),
};

export interface CutSpanContent extends SpanContent {
  readonly cuts: CutValue[];
}

/** A span as it is answered: whole, or with its long values cut. */
export function cutSpanContent(span: ReadSpan, textCharsMax: number | undefined): CutSpanContent {
  const whole = spanContentFrom(span);
  if (textCharsMax === undefined) return { ...whole, cuts: [] };
  const document = cutValues(whole.document, ["document"], textCharsMax);
  const content = cutValues(whole.content, ["content"], textCharsMax);
  return {
    document: document.value,
    facts: whole.facts,
    content: content.value,
    cuts: [...document.cuts, ...content.cuts],
  };
}

const stepsMax = 200;

export const valueQuery = z.strictObject({
  path: z
    .string()
    .max(20_000)
    .transform(readPath)
    .describe(
      'Keys and indices as a JSON list, from `document` or `content` on: ["document","attributes","input","value"].',
    ),
  fromChar: z.coerce.number().int().min(0).default(0).describe("First character, in UTF-16 code units."),
  toChar: z.coerce.number().int().min(0).optional().describe("Behind the last character. Left out: to the end."),
});

function readPath(text: string, context: z.RefinementCtx): ValuePath {
  try {
    const parsed = path.min(1).max(stepsMax).safeParse(JSON.parse(text));
    if (parsed.success && (parsed.data[0] === "document" || parsed.data[0] === "content")) return parsed.data;
  } catch {
    // Not JSON: the sentence below says what is expected.
  }
  context.addIssue({
    code: "custom",
    message: 'path must be a JSON list of keys and indices that begins with "document" or "content".',
  });
  return z.NEVER;
}

export const valueAnswer = { mediaType: "text/plain; charset=utf-8" } as const;

/** So that no reader of the bytes takes them for a page, and a browser that opens the address saves them. */
const valueHeaders = { "content-disposition": 'attachment; filename="value.txt"' } as const;
/** A slice is encoded in a millisecond or two; other requests are served between two of them. */
const sliceChars = 1024 * 1024;

/**
 * One value of a span as text: a text itself, anything else as JSON. Both ends move to the nearest whole character before
 * them, so that parts which follow each other are the value. Throws `resource.not_found` where the path leads nowhere.
 */
export function readValue(
  span: ReadSpan,
  query: z.output<typeof valueQuery>,
  answerHeaders: Headers,
): AsyncIterable<Uint8Array> {
  const value = valueAt(spanContentFrom(span), query.path);
  if (value === undefined) {
    throw new PlumblineError("resource.not_found", {
      field: "path",
      message: "This span has no value under this path.",
    });
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  for (const [name, header] of Object.entries(valueHeaders)) answerHeaders.set(name, header);
  return encodePart(text, wholeCharacter(text, query.fromChar), wholeCharacter(text, query.toChar ?? text.length));
}

async function* encodePart(text: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const end = wholeCharacter(text, Math.min(to, at + sliceChars));
    yield Buffer.from(text.slice(at, end), "utf8");
    at = end;
  }
}
