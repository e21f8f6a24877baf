import { claimsReply, correctnessReply, type ReplySchema, relevanceReply, verdictsReply } from "../reply/reply-schemas";
import { claimsPrompt } from "./claims";
import { correctnessPrompt } from "./correctness";
import type { JudgePrompt } from "./prompt";
import { relevancePrompt } from "./relevance";
import { verdictsPrompt } from "./verdicts";

/** A prompt as it is in use, the metrics that rest on it, and the reply that it asks for. */
export interface JudgePromptInUse {
  readonly prompt: JudgePrompt;
  readonly metrics: readonly string[];
  readonly reply: Pick<ReplySchema<unknown>, "name" | "jsonSchema">;
}

/** Every prompt that judges now, in the order in which people meet them. */
export const judgePrompts: readonly JudgePromptInUse[] = [
  { prompt: correctnessPrompt, metrics: ["correctness"], reply: correctnessReply },
  { prompt: claimsPrompt, metrics: ["faithfulness"], reply: claimsReply },
  { prompt: verdictsPrompt, metrics: ["faithfulness"], reply: verdictsReply },
  { prompt: relevancePrompt, metrics: ["ndcg", "hit_rate", "precision", "reciprocal_rank"], reply: relevanceReply },
];
