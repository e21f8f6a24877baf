import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { PathStep } from "@plumbline/span/extraction/path";
import { renderPath } from "@plumbline/span/extraction/render-path";
import { parseJsonText } from "@plumbline/span/json-text";

/** What of a decoded span is searched for text. */
export interface TextSource {
  readonly name: string;
  readonly status: { readonly message: string };
  /** As they came, un-nested. */
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly attributes: JsonObject }[];
}

export interface SpanText {
  readonly text: string;
  /** Where it stands in the span document; a path may go on inside of JSON text. */
  readonly path: string;
}

/** JSON in strings of JSON is gone into this deep; deeper it is text like any other. */
const jsonDepthMax = 3;

/**
 * The texts of a span: its name, strings in attributes and events, names of events, the status message. Text that is JSON with
 * escapes is told as it is and then string by string, because nobody looks for `\n` or `\u4e2d`.
 */
export function* spanTexts(span: TextSource): Iterable<SpanText> {
  yield* textsIn(span.name, [name("name")]);
  yield* attributeTexts(span.attributes, [name("attributes")]);
  yield* textsIn(span.status.message, [name("status"), name("message")]);
  for (const [index, event] of span.events.entries()) {
    const steps: PathStep[] = [name("events"), { type: "index", index }];
    yield* textsIn(event.name, [...steps, name("name")]);
    yield* attributeTexts(event.attributes, [...steps, name("attributes")]);
  }
}

function* attributeTexts(attributes: JsonObject, steps: readonly PathStep[]): Iterable<SpanText> {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "string" || typeof value === "object") {
      yield* textsIn(value, [...steps, ...key.split(".").map(stepOf)]);
    }
  }
}

function* textsIn(value: JsonValue, steps: readonly PathStep[], jsonDepth = 0): Iterable<SpanText> {
  if (typeof value === "string") {
    if (value === "") return;
    yield { text: value, path: renderPath(steps) };
    if (jsonDepth >= jsonDepthMax || !value.includes("\\")) return;
    const inner = parseJsonText(value);
    if (inner !== undefined) yield* textsIn(inner, steps, jsonDepth + 1);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsIn(item, [...steps, { type: "index", index }], jsonDepth);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...steps, name(key)], jsonDepth);
  }
}

function name(text: string): PathStep {
  return { type: "name", name: text, isQuoted: false };
}

function stepOf(text: string): PathStep {
  return /^(?:0|[1-9]\d{0,8})$/.test(text) ? { type: "index", index: Number(text) } : name(text);
}
