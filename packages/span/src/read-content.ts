import type { JsonValue } from "@plumbline/base/json";
import { type ContentEvent, newCarriers } from "./content/carriers";
import { rawText } from "./content/raw-text";
import { documentsOf } from "./content/read-documents";
import { messagesOf } from "./content/read-messages";
import { parametersOf, toolCallOf, toolDefinitionsOf } from "./content/read-tools";
import type { LlmKind } from "./kind";
import type { LlmContent } from "./llm-span";

/**
 * Reads the text side of a span: raw input and output with the key each came from, messages, documents, tools and
 * parameters, from whichever conventions it mixes. Never throws; what cannot be read is left out and stays visible in the
 * span document.
 */
export function readContent(
  attributes: Readonly<Record<string, JsonValue>>,
  events: readonly ContentEvent[],
  kind: LlmKind,
): LlmContent {
  const carriers = newCarriers(attributes, events);
  const input = rawText(carriers, "input");
  const output = rawText(carriers, "output");
  const toolCall = toolCallOf(carriers);
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    messages: messagesOf(carriers, "input"),
    outputMessages: messagesOf(carriers, "output"),
    documents: documentsOf(carriers, kind),
    toolDefinitions: toolDefinitionsOf(carriers),
    parameters: parametersOf(carriers),
    ...(toolCall === undefined ? {} : { toolCall }),
  };
}
