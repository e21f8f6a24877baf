import type { JsonValue } from "@plumbline/base/json";
import type { LlmKind } from "../kind";

/** Every field that a dialect can propose a value for, with the type of a valid value. */
export interface FactValues {
  kind: LlmKind;
  provider: string;
  requestModel: string;
  responseModel: string;
  responseId: string;
  inputTokens: number;
  outputTokens: number;
  /** The total as sent: never shown as ours, it decides whether input was exclusive (conventions 7.4). */
  reportedTotalTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  ttftMs: number;
  sessionId: string;
  userId: string;
  environment: string;
  errorType: string;
  inputPreview: string;
  outputPreview: string;
  finishReason: string;
  tags: readonly string[];
  promptName: string;
  promptVersion: string;
  reportedCostUsd: number;
}

export type FactField = keyof FactValues;

/** What of the span itself a parser may need. */
export interface FactSpan {
  /** OTLP status code: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly startTimeUnixNano: bigint;
  /** Null while the span has not ended. */
  readonly durationNs: bigint | null;
  readonly events: readonly FactEvent[];
  readonly resourceAttributes: Readonly<Record<string, JsonValue>>;
}

export interface FactEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Readonly<Record<string, JsonValue>>;
}

/** Reads a value into the field's unit, or answers undefined: then the next candidate of the field is tried. MUST NOT throw. */
export type Parser<Value> = (value: JsonValue, span: FactSpan) => Value | undefined;

interface RowOf<Field extends FactField> {
  readonly field: Field;
  /** Place in the field's list of candidates over all dialects (conventions 7.2), lowest wins. */
  readonly rank: number;
}

interface AttributeRowOf<Field extends FactField> extends RowOf<Field> {
  readonly key: string;
  readonly parse: Parser<FactValues[Field]>;
  /** Parses JSON or shortens text: run after the pass, and only if nothing better was found. */
  readonly late?: true;
}

interface EventRowOf<Field extends FactField> extends RowOf<Field> {
  readonly event: string;
  readonly parse: (event: FactEvent, span: FactSpan) => FactValues[Field] | undefined;
}

/**
 * A message list that is flattened over many keys (`llm.input_messages.3.message.content`). Its preview is a last resort: the
 * hot path needs it only where no single attribute holds the conversation.
 */
export interface FamilyRow {
  /** Ends with a dot; the index follows. */
  readonly prefix: string;
  readonly side: "input" | "output";
  readonly rank: number;
  /** What follows the index in the keys that a preview needs. */
  readonly suffixes: readonly string[];
}

export type AttributeRow = { [Field in FactField]: AttributeRowOf<Field> }[FactField];
export type EventRow = { [Field in FactField]: EventRowOf<Field> }[FactField];

/** One convention. A new convention is a new file with one of these and one line in registry.ts. */
export interface Dialect {
  readonly name: string;
  readonly attributes: readonly AttributeRow[];
  /** Keys that also count when they stand on the resource; a span attribute of the same rank wins. */
  readonly resource?: readonly AttributeRow[];
  readonly events?: readonly EventRow[];
  readonly families?: readonly FamilyRow[];
}
