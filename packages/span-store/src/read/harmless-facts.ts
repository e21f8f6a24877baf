import { attributeRows } from "@plumbline/span/dialects/registry";

/** Facts that say nothing about what was asked, found or answered. */
export const harmlessFields: ReadonlySet<string> = new Set([
  "kind",
  "provider",
  "requestModel",
  "responseModel",
  "inputTokens",
  "outputTokens",
  "reportedTotalTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "ttftMs",
  "errorType",
  "finishReason",
]);

/** Names and words, as models and providers have them; never JSON, from which a dialect may read one fact among much else. */
export const harmlessText = /^[\w.:/@+ -]{0,120}$/;

/** A key from which the dialects read harmless facts and nothing else. */
export function isPlainFact(key: string): boolean {
  return attributeRows.get(key)?.every((row) => harmlessFields.has(row.field)) ?? false;
}
