import type { LlmKind } from "./kind";
import type { UsageNote } from "./token-repair";

/**
 * What one pass over a span's attributes yields, whichever conventions it mixes: the facts that lists, trees and totals
 * need. Text content is not here; it is read from the payload when a page asks for it.
 *
 * Tokens are inclusive: cache is a subset of input, reasoning of output. A fact that was not reported is undefined, never 0.
 */
export interface LlmFacts {
  readonly kind: LlmKind;
  readonly provider?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
  /** Milliseconds from span start to the first token. */
  readonly ttftMs?: number;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly environment?: string;
  readonly errorType?: string;
  /** One line, at most 300 characters, from the best text that the span carries. */
  readonly inputPreview?: string;
  readonly outputPreview?: string;
  /** The total as the emitter sent it; differs from input + output where its counts were not inclusive. */
  readonly reportedTotalTokens?: number;
  /** What was mended in the token counts, or could not be decided. */
  readonly usageNotes?: readonly UsageNote[];
  /** In OpenAI's words (stop, length, tool_calls, content_filter); an unknown reason stays as it came. Not read at ingest. */
  readonly finishReason?: string;
  /** Not read at ingest. */
  readonly tags?: readonly string[];
  readonly promptName?: string;
  readonly promptVersion?: string;
  /** Cost in US dollars as the emitter reported it. */
  readonly reportedCostUsd?: number;
}

/** A person's or program's turn in a conversation, from any convention. Parts follow OTel GenAI (message JSON). */
export interface LlmMessage {
  readonly role: "system" | "user" | "assistant" | "tool" | string;
  readonly name?: string;
  readonly parts: readonly LlmMessagePart[];
  readonly finishReason?: string;
}

export type LlmMessagePart =
  | { readonly type: "text"; readonly content: string }
  | { readonly type: "reasoning"; readonly content: string }
  | { readonly type: "tool_call"; readonly id?: string; readonly name: string; readonly arguments: unknown }
  | { readonly type: "tool_call_response"; readonly id?: string; readonly response: unknown }
  | { readonly type: "media"; readonly modality: string; readonly mimeType?: string; readonly uri?: string }
  | { readonly type: "other"; readonly value: unknown };

/** A retrieved or re-ranked document, in the order in which the span lists it; rank starts at 1. */
export interface LlmDocument {
  readonly rank: number;
  readonly id?: string;
  readonly content?: string;
  readonly score?: number;
  readonly metadata?: unknown;
}

/** What a TOOL span did. Arguments and result are parsed where they are JSON text. */
export interface LlmToolCall {
  readonly name: string;
  readonly id?: string;
  readonly description?: string;
  readonly arguments?: unknown;
  readonly result?: unknown;
}

/** The text side of a span, normalised on read: what the trace page shows. */
export interface LlmContent {
  /**
   * Raw text (or JSON text) of the best input and output source, and where it stood: an attribute key, `llm.input_messages.N` for
   * a flattened list, `events.` and a name for an event.
   */
  readonly input?: { readonly text: string; readonly source: string };
  readonly output?: { readonly text: string; readonly source: string };
  readonly messages: readonly LlmMessage[];
  readonly outputMessages: readonly LlmMessage[];
  readonly documents: readonly LlmDocument[];
  readonly toolDefinitions: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Only on spans that name the tool they ran. */
  readonly toolCall?: LlmToolCall;
}
