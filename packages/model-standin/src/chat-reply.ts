import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { answerFromMessages, type ChatMessage } from "./assistant";
import type { FaultKind } from "./fault";
import { judgeByOverlap, readJudgeRequest } from "./judge";
import { countTokens } from "./words";

/** What is answered, before it is put into one server's or the other's shape. */
export interface ChatReply {
  readonly text: string;
  readonly finishReason: "stop" | "length" | "content_filter";
  readonly refusal: string | null;
  /** The field in which some servers put a thinking model's thoughts, and some everything. */
  readonly reasoning: string | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** As a judge where the messages are a judge's, else as an assistant; then whatever the fault does to the text. */
export function replyTo(messages: readonly ChatMessage[], fault: FaultKind): ChatReply {
  const judged = readJudgeRequest(messages);
  const verdict = judged === undefined ? undefined : judgeByOverlap(judged);
  const plain = verdict === undefined ? answerFromMessages(messages) : JSON.stringify(verdict);
  const reply: ChatReply = {
    text: plain,
    finishReason: "stop",
    refusal: null,
    reasoning: undefined,
    promptTokens: messages.reduce((sum, { content }) => sum + countTokens(content) + 4, 3),
    completionTokens: countTokens(plain),
  };
  return { ...reply, ...spoil(fault, plain, verdict) };
}

/** A text is spoilt the way real models do it; the cases are those of the judge's parser. */
function spoil(fault: FaultKind, text: string, verdict: JsonObject | undefined): Partial<ChatReply> {
  switch (fault) {
    case "prose":
      return { text: "I had a look at the stand-in's task and I think that it is mostly fine, on the whole." };
    case "wrong-schema":
      return { text: '{"opinion":"fine","points":12}' };
    case "out-of-range":
      return {
        text: JSON.stringify({ reason: "stand-in", grade: 1_000_000_000, label: "superb", claims: [], verdicts: [] }),
      };
    case "wrong-ids":
      return {
        text: JSON.stringify(
          withItems(verdict, (items) => items.map((item) => ({ ...item, id: Number(item.id) + 1_000 }))),
        ),
      };
    case "doubled-verdicts":
      return { text: JSON.stringify(withItems(verdict, (items) => items.flatMap((item) => [item, item]))) };
    case "missing-verdict":
      return { text: JSON.stringify(withItems(verdict, (items) => items.slice(1))) };
    case "two-answers":
      return { text: `${text}\nor rather\n${JSON.stringify({ ...verdict, label: "incorrect", grade: 0 })}` };
    case "fenced":
      return { text: `Here is the result:\n\`\`\`json\n${text}\n\`\`\`\n` };
    case "think":
      return { text: `<think>{"label":"incorrect","grade":0} was my first idea.</think>\n${text}` };
    case "open-think":
      return { text: `<think>Let me see. ${text}` };
    case "truncated":
      return { text: text.slice(0, Math.ceil(text.length / 2)), finishReason: "length" };
    case "content-filter":
      return { text: "", finishReason: "content_filter" };
    case "refusal":
      return { text: "", refusal: "I cannot help with that (stand-in)." };
    case "reasoning-only":
      return { text: "", reasoning: text };
    case "empty-content":
      return { text: "" };
    default:
      return {};
  }
}

/** Changes the one list in a verdict; a verdict without one stays as it is. */
function withItems(verdict: JsonObject | undefined, change: (items: JsonObject[]) => JsonObject[]): JsonValue {
  const entries = Object.entries(verdict ?? {}).map(([key, value]) =>
    Array.isArray(value) && value.every(isJsonObject) ? [key, change(value)] : [key, value],
  );
  return Object.fromEntries(entries);
}
