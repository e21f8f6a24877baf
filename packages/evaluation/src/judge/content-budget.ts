import { type JudgePrompt, systemMessage } from "../prompts/prompt";
import type { JudgeEndpoint } from "./endpoint";
import type { JudgeLanguage } from "./language";
import { JudgeFailure } from "./outcome";
import { estimateTokens } from "./text-budget";

const framingTokens = 200;
const budgetTokensMin = 64;

/**
 * Tokens left for documents in one call, after the rules, the fixed content and the room for an answer.
 * Throws `context_too_long` where there is none: what is judged is never shortened silently.
 */
export function documentBudget(
  endpoint: JudgeEndpoint,
  prompt: JudgePrompt,
  language: JudgeLanguage,
  fixedContent: string,
  maxTokens: number,
): number {
  const rules = estimateTokens(systemMessage(prompt, language)) + estimateTokens(prompt.reminder[language]);
  // A reply that was cut off is asked for again with twice the room.
  const left = endpoint.contextTokens - rules - estimateTokens(fixedContent) - 2 * maxTokens - framingTokens;
  if (left >= budgetTokensMin) return left;
  throw new JudgeFailure(
    "context_too_long",
    `The question and the answer alone fill the judge's context of ${endpoint.contextTokens} tokens. Nothing was cut and nothing was judged; choose a judge with a larger context.`,
  );
}
