import { type JsonObject, newJsonObject } from "@plumbline/base/json";
import { readAnyValue } from "@plumbline/otlp/any-value";
import { decodeEvent, decodeStatus } from "@plumbline/otlp/decode-traces";
import type { SpanFields } from "@plumbline/otlp/span-fields";
import type { DecodedEvent } from "@plumbline/otlp/types";
import { type WireReader, wire } from "@plumbline/otlp/wire-reader";
import type { FactSpan } from "@plumbline/span/dialects/types";
import { kindNumbers } from "@plumbline/span/kind";
import type { LlmFacts } from "@plumbline/span/llm-span";
import { storedPriceId } from "@plumbline/span/pricing/find-price-row";
import { applyPrice, cachedExceedsInput, type PricedCall, type Pricer } from "@plumbline/span/pricing/price-call";
import { readPreviews, readRowFacts } from "@plumbline/span/read-facts";
import { spanFlags } from "../flags";
import { hashBytes } from "./content-hash";
import { isFactEvent, KeyCache } from "./fact-keys";
import type { ResourceFacts } from "./resource-facts";
import type { SpanRow } from "./span-row";
import { readSpanTime } from "./span-time";

const keys = new KeyCache();
const firstBytesTag = (1 << 3) | wire.bytes;
const secondBytesTag = (2 << 3) | wire.bytes;
const eventNameTag = (2 << 3) | wire.bytes;

const nameCharsMax = 500;
const idCharsMax = 200;
const errorMessageCharsMax = 300;
const smallintMax = 32_767;
const integerMax = 2_147_483_647;

export interface SpanReading {
  readonly row: SpanRow;
  readonly environment: string | null;
  /** Decodes what previews need; called for the few spans that may speak for their trace. */
  readonly readPreviews: () => Pick<LlmFacts, "inputPreview" | "outputPreview">;
}

/**
 * The row of the span whose fields were read into `fields`, with ids that are known to be valid. Only attributes that some
 * convention names are decoded. Throws nothing: a part that cannot be read is left out and flagged.
 */
export function readSpanRow(
  reader: WireReader,
  start: number,
  end: number,
  fields: SpanFields,
  resource: ResourceFacts,
  nowMs: number,
  pricer: Pricer,
): SpanReading {
  const time = readSpanTime(fields.startHigh, fields.startLow, fields.endHigh, fields.endLow, nowMs);
  const attributes = new AttributeScan(reader, fields.attributes);
  const rowAttributes = attributes.read("forRow");
  const status = readStatus(reader, fields, attributes);
  const events = readFactEvents(reader, fields.events, attributes);
  const span = new LazyFactSpan(
    status.code,
    events,
    resource.attributes,
    fields.startHigh,
    fields.startLow,
    time.durationNs,
  );
  const facts = readRowFacts(rowAttributes, span);
  const hash = { high: 0, low: 0 };
  hashBytes(reader.bytes, start, end, resource.hash, hash);
  const hasParent = fields.parentIdLength === 8 && !isZero(reader.bytes, fields.parentIdStart, 8);
  const price = priceOf(facts, time.startUs, pricer);
  const parentFlag = fields.parentIdLength === 8 || fields.parentIdLength === 0 ? 0 : spanFlags.parentIdInvalid;

  return {
    environment: facts.environment ?? null,
    readPreviews: () => readPreviews(attributes.read("forPreview"), span),
    row: {
      spanId: hexOf(reader, fields.spanIdStart),
      parentSpanId: hasParent ? hexOf(reader, fields.parentIdStart) : null,
      startUs: time.startUs,
      startNs: time.startNs,
      durationNs: time.durationNs,
      name: cut(reader.text(fields.nameStart, fields.nameEnd), nameCharsMax) || "unknown",
      service: resource.service,
      kind: kindNumbers[facts.kind],
      otelKind: fields.kind <= 5 ? fields.kind : 0,
      status: status.code,
      model: cutOrNull(modelOf(facts)),
      provider: cutOrNull(facts.provider),
      inputTokens: countOrNull(facts.inputTokens),
      outputTokens: countOrNull(facts.outputTokens),
      cacheReadTokens: countOrNull(facts.cacheReadTokens),
      cacheWriteTokens: countOrNull(facts.cacheWriteTokens),
      reasoningTokens: countOrNull(facts.reasoningTokens),
      ttftMs: facts.ttftMs ?? null,
      sessionId: cutOrNull(facts.sessionId),
      userId: cutOrNull(facts.userId),
      errorType: cutOrNull(facts.errorType),
      errorMessage: status.code === 2 ? errorMessage(status.message, events) : null,
      responseId: cutOrNull(facts.responseId),
      attributeCount: Math.min(fields.attributes.length / 2, smallintMax),
      cost: price?.cost ?? null,
      priceId: price?.rowId ?? null,
      flags:
        time.flags | parentFlag | attributes.flags | (cachedExceedsInput(facts) ? spanFlags.cachedExceedsInput : 0),
      hashHigh: hash.high,
      hashLow: hash.low,
    },
  };
}

function modelOf(facts: LlmFacts): string | undefined {
  return facts.responseModel ?? facts.requestModel;
}

/**
 * Of a model call. The answering model says what was paid; where its name has no price, that of the requested one is meant by
 * it, as with a deployment's or snapshot's name.
 */
function priceOf(facts: LlmFacts, startUs: number, pricer: Pricer): PricedCall | undefined {
  if (facts.kind !== "LLM" && facts.kind !== "EMBEDDING" && facts.kind !== "RERANKER") return undefined;
  if (facts.inputTokens === undefined && facts.outputTokens === undefined) return undefined;
  const at = new Date(startUs / 1000);
  for (const model of [facts.responseModel, facts.requestModel]) {
    const row = model === undefined ? undefined : pricer.findRow(facts.provider, model, at);
    const priced = row && applyPrice(row, facts);
    if (row !== undefined) return priced && { ...priced, rowId: storedPriceId(row, model === modelOf(facts)) };
  }
  return undefined;
}

/** Reads chosen attributes of one span out of their encoded form. */
class AttributeScan {
  flags = 0;

  constructor(
    private readonly reader: WireReader,
    private readonly bodies: readonly number[],
  ) {}

  read(use: "forRow" | "forPreview"): JsonObject {
    const target = newJsonObject();
    for (let at = 0; at < this.bodies.length; at += 2) {
      try {
        this.readOne(this.bodies[at] ?? 0, this.bodies[at + 1] ?? 0, use, target);
      } catch {
        this.flags |= spanFlags.unreadableParts;
      }
    }
    return target;
  }

  private readOne(start: number, end: number, use: "forRow" | "forPreview", target: JsonObject): void {
    const { reader } = this;
    reader.position = start;
    let keyStart = start;
    let keyEnd = start;
    let valueStart = -1;
    let valueEnd = -1;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === firstBytesTag) {
        keyEnd = reader.fieldEnd(end);
        keyStart = reader.position;
        reader.position = keyEnd;
      } else if (tag === secondBytesTag) {
        valueEnd = reader.fieldEnd(end);
        valueStart = reader.position;
        reader.position = valueEnd;
      } else {
        reader.skip(tag, end);
      }
    }
    const entry = keys.find(reader.bytes, keyStart, keyEnd, (from, to) => reader.text(from, to));
    if (!entry[use] || valueStart === -1) return;
    reader.position = valueStart;
    const value = readAnyValue(reader, valueEnd);
    if (entry.key in target) this.flags |= spanFlags.duplicateKeys;
    target[entry.key] = value;
  }
}

function readStatus(reader: WireReader, fields: SpanFields, scan: AttributeScan): { code: number; message: string } {
  if (fields.statusStart === -1) return { code: 0, message: "" };
  try {
    reader.position = fields.statusStart;
    const { code, message } = decodeStatus(reader, fields.statusEnd);
    return { code: code === 1 || code === 2 ? code : 0, message };
  } catch {
    scan.flags |= spanFlags.unreadableParts;
    return { code: 0, message: "" };
  }
}

function readFactEvents(reader: WireReader, bodies: readonly number[], scan: AttributeScan): DecodedEvent[] {
  const events: DecodedEvent[] = [];
  for (let at = 0; at < bodies.length; at += 2) {
    const start = bodies[at] ?? 0;
    const end = bodies[at + 1] ?? 0;
    try {
      if (!isFactEvent(readEventName(reader, start, end))) continue;
      reader.position = start;
      events.push(decodeEvent(reader, end));
    } catch {
      scan.flags |= spanFlags.unreadableParts;
    }
  }
  return events;
}

function readEventName(reader: WireReader, start: number, end: number): string {
  reader.position = start;
  let name = "";
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === eventNameTag) {
      const nameEnd = reader.fieldEnd(end);
      name = reader.text(reader.position, nameEnd);
      reader.position = nameEnd;
    } else {
      reader.skip(tag, end);
    }
  }
  return name;
}

/** BigInts are made only for the few spans whose facts ask for times. */
class LazyFactSpan implements FactSpan {
  constructor(
    readonly statusCode: number,
    readonly events: readonly DecodedEvent[],
    readonly resourceAttributes: JsonObject,
    private readonly startHigh: number,
    private readonly startLow: number,
    private readonly durationNumber: number | null,
  ) {}

  get startTimeUnixNano(): bigint {
    return (BigInt(this.startHigh) << 32n) | BigInt(this.startLow);
  }

  get durationNs(): bigint | null {
    return this.durationNumber === null ? null : BigInt(this.durationNumber);
  }
}

function errorMessage(statusMessage: string, events: readonly DecodedEvent[]): string | null {
  if (statusMessage.trim() !== "") return cut(statusMessage, errorMessageCharsMax);
  for (const event of events) {
    const message = event.name === "exception" ? event.attributes["exception.message"] : undefined;
    if (typeof message === "string" && message.trim() !== "") return cut(message, errorMessageCharsMax);
  }
  return null;
}

/** Never half a character. */
function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : text.slice(0, charsMax).toWellFormed();
}

function cutOrNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : cut(text, idCharsMax);
}

function countOrNull(count: number | undefined): number | null {
  return count === undefined || !(count >= 0) ? null : Math.min(Math.round(count), integerMax);
}

function hexOf(reader: WireReader, start: number): string {
  return reader.bytes.toString("hex", start, start + 8);
}

export function isZero(bytes: Buffer, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (bytes[at] !== 0) return false;
  return true;
}
