import type { LlmContent, LlmMessage, LlmMessagePart } from "./llm-span";

/** What a span adds to the conversation of its trace. */
export interface TranscriptTurn {
  /** Messages to the model that were not said before. */
  readonly messages: readonly LlmMessage[];
  /** How many messages to the model had been said before; a model is sent the whole conversation every time. */
  readonly repeated: number;
  readonly answers: readonly LlmMessage[];
  /** Input and output of a span without messages; undefined where it has none, or where it was said before. */
  readonly input: string | undefined;
  readonly output: string | undefined;
}

/**
 * Reads spans one after the other, in order of time, and keeps what is new in each. The state grows with the conversation, not
 * with how often it is repeated.
 */
export class Transcript {
  private readonly said = new Set<string>();

  add(content: LlmContent): TranscriptTurn {
    const messages = content.messages.filter((message) => this.isNew(message));
    const answers = content.outputMessages;
    for (const answer of answers) this.isNew(answer);
    const hasMessages = content.messages.length + answers.length > 0;
    return {
      messages,
      repeated: content.messages.length - messages.length,
      answers,
      input: hasMessages ? undefined : this.newText(content.input?.text),
      output: hasMessages ? undefined : this.newText(content.output?.text),
    };
  }

  private isNew(message: LlmMessage): boolean {
    const texts = message.parts.map(textOfPart);
    const key = `${message.role}\n${texts.join("\n")}`;
    const isKnown = this.said.has(key) || (message.role === "tool" && this.said.has(plainKey(texts.join("\n"))));
    this.said.add(key);
    // An agent's output is the answer of its last model call: the same text is not said twice.
    if (texts.length > 0) this.said.add(plainKey(texts.join("\n")));
    return !isKnown;
  }

  private newText(text: string | undefined): string | undefined {
    if (text === undefined || text.trim() === "") return undefined;
    const key = plainKey(text);
    if (this.said.has(key)) return undefined;
    this.said.add(key);
    return text;
  }
}

function plainKey(text: string): string {
  return `text\n${text.trim()}`;
}

function textOfPart(part: LlmMessagePart): string {
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.content;
    case "tool_call":
      return `${part.name} ${JSON.stringify(part.arguments)}`;
    case "tool_call_response":
      return typeof part.response === "string" ? part.response : JSON.stringify(part.response);
    case "media":
      return part.uri ?? part.modality;
    case "other":
      return JSON.stringify(part.value);
  }
}
