import type { ReadSpan } from "@plumbline/span/document/types";
import type { LlmMessagePart } from "@plumbline/span/llm-span";
import type { HiddenPart } from "./types";

/** Shorter texts ("yes", a name) stand everywhere by chance; taking them out would tear holes into what may be shown. */
const charsMin = 12;

/** What stands in the place of a text that is hidden elsewhere. */
export const hiddenMark = "[hidden]";

/**
 * The texts that must not be seen anywhere in a shared trace. The same text stands in many spans: a retrieved document in
 * the prompt of the next call, an answer in the history of the next turn. So hiding documents takes their text out of
 * messages, errors and previews too.
 */
export class HiddenTexts {
  private readonly texts: readonly string[];

  constructor(spans: Iterable<ReadSpan>, hidden: ReadonlySet<HiddenPart>) {
    const found = new Set<string>();
    for (const { content } of spans) {
      if (hidden.has("documents")) for (const { content: text } of content.documents) addText(found, text);
      if (hidden.has("inputs")) {
        addText(found, content.input?.text);
        addText(found, jsonText(content.toolCall?.arguments));
        for (const message of content.messages) {
          if (isCallersTurn(message.role)) for (const part of message.parts) addText(found, textOf(part));
        }
      }
      if (hidden.has("outputs")) {
        addText(found, content.output?.text);
        for (const message of content.outputMessages) for (const part of message.parts) addText(found, textOf(part));
        addText(found, jsonText(content.toolCall?.result));
      }
    }
    // Longest first: a text inside of another must not break the longer match.
    this.texts = [...found].sort((a, b) => b.length - a.length);
  }

  /** The text without what is hidden. */
  clean(text: string): string {
    let cleaned = text;
    for (const hidden of this.texts) {
      if (cleaned.includes(hidden)) cleaned = cleaned.replaceAll(hidden, hiddenMark);
    }
    return cleaned;
  }

  /** The same for every text inside a JSON value; keys are left as they are. */
  cleanValue(value: unknown): unknown {
    if (typeof value === "string") return this.clean(value);
    if (Array.isArray(value)) return value.map((item) => this.cleanValue(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.cleanValue(item)]));
  }
}

/** Turns of a conversation that were given to the model, as opposed to what it or a tool answered. */
export function isCallersTurn(role: string): boolean {
  return role !== "assistant" && role !== "tool" && role !== "model" && role !== "ai" && role !== "function";
}

/** A text as it is, and as it stands inside of JSON text. */
function addText(found: Set<string>, text: string | undefined): void {
  const trimmed = text?.trim() ?? "";
  if (trimmed.length < charsMin) return;
  found.add(trimmed);
  found.add(JSON.stringify(trimmed).slice(1, -1));
}

function textOf(part: LlmMessagePart): string | undefined {
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.content;
    case "tool_call":
      return jsonText(part.arguments);
    case "tool_call_response":
      return jsonText(part.response);
    default:
      return undefined;
  }
}

function jsonText(value: unknown): string | undefined {
  return typeof value === "string" ? value : JSON.stringify(value);
}
