import type { ReadSpan, SpanDocument } from "@plumbline/span/document/types";
import type { LlmContent, LlmFacts } from "@plumbline/span/llm-span";
import { z } from "zod";
import { kind } from "./trace-item";

const attributes = z.record(z.string(), z.unknown());
const textOf = z.strictObject({
  text: z.string(),
  source: z.string().describe("The attribute that it was read from."),
});
const message = z.looseObject({ role: z.string(), parts: z.array(z.looseObject({ type: z.string() })) });

// The three shapes are those of packages/span; the schemas describe them and tests hold every answer against them.

/** The JSON that people see and extraction paths address. */
export const spanDocument = z
  .strictObject({
    name: z.string(),
    kind: z.string(),
    otel_kind: z.string(),
    status: z.strictObject({ code: z.enum(["UNSET", "OK", "ERROR"]), message: z.string().optional() }),
    trace_id: z.string(),
    span_id: z.string(),
    parent_span_id: z.string().nullable(),
    start_time: z.string().describe("ISO 8601 with nanoseconds."),
    end_time: z.string().nullable().describe("Null: the span has not ended."),
    duration_ms: z.number().nullable(),
    attributes: attributes.describe("Dotted keys are nested: retrieval.documents[0].document.content."),
    events: z.array(z.strictObject({ name: z.string(), time: z.string(), attributes })),
    links: z.array(z.strictObject({ trace_id: z.string(), span_id: z.string(), attributes })),
    resource: z.strictObject({ attributes }),
    scope: z.strictObject({ name: z.string(), version: z.string(), attributes }),
    dropped: z.strictObject({ attributes: z.number(), events: z.number(), links: z.number() }),
  })
  .meta({ id: "SpanDocument" }) as unknown as z.ZodType<SpanDocument>;

const facts = z.looseObject({ kind }).describe("What lists and totals use; a fact not reported is left out.");

const content = z
  .strictObject({
    input: textOf.optional(),
    output: textOf.optional(),
    messages: z.array(message),
    outputMessages: z.array(message),
    documents: z.array(z.looseObject({ rank: z.number().int() })),
    toolDefinitions: z.array(z.unknown()),
    parameters: z.record(z.string(), z.unknown()),
    toolCall: z.looseObject({ name: z.string() }).optional(),
  })
  .describe("The text side, whichever convention the span follows.");

/** What a span says, without its document. */
export const spanContentParts = z.strictObject({
  spanId: z.string(),
  facts: facts as unknown as z.ZodType<LlmFacts>,
  content: content as unknown as z.ZodType<LlmContent>,
});
export type SpanContentParts = z.infer<typeof spanContentParts>;

export const spanContent = z.strictObject({
  document: spanDocument,
  facts: facts as unknown as z.ZodType<LlmFacts>,
  content: content as unknown as z.ZodType<LlmContent>,
});
export type SpanContent = z.infer<typeof spanContent>;

export function spanContentFrom({ document, facts, content }: ReadSpan): SpanContent {
  return { document, facts, content };
}
