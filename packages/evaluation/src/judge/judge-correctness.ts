import { correctnessPrompt } from "../prompts/correctness";
import { correctnessScores } from "../reply/labels";
import { correctnessReply } from "../reply/reply-schemas";
import { askJudge, type JudgeSession } from "./ask-judge";
import { documentBudget } from "./content-budget";
import { isDegenerateAnswer } from "./degenerate-answer";
import { gatherParts } from "./gather";
import { partsDetail, undecided } from "./judged-parts";
import type { JudgeInput, MetricResult } from "./metric-result";
import { chunkDocuments } from "./text-budget";

const maxTokens = 512;

/**
 * Correctness with respect to the reference text: one call. Where the text is longer than the judge's context, one call per
 * chunk, and the chunk that speaks best for the answer decides, because the others do not hold what was asked. Where chunks
 * could not be judged, only "correct" is certain: they might have spoken better.
 */
export async function judgeCorrectness(session: JudgeSession, input: JudgeInput): Promise<MetricResult> {
  const base = { metric: "correctness", promptVersion: correctnessPrompt.version } as const;
  if (isDegenerateAnswer(input.answer)) {
    const reason = "Empty answer: it holds nothing that could be judged.";
    return { ...base, promptVersion: null, state: "scored", score: 0, label: "empty_answer", reason, detail: {} };
  }
  const { query, answer, language, documents } = input;
  const budget = documentBudget(session.endpoint, correctnessPrompt, language, query + answer, maxTokens);
  const chunks = chunkDocuments(documents, budget);
  const parts = await gatherParts(
    chunks.map((chunk, index) =>
      askJudge(session, {
        prompt: correctnessPrompt,
        ...(chunks.length > 1 ? { part: `chunk${index + 1}` } : {}),
        language,
        content: { query, answer, documents: chunk },
        schema: correctnessReply,
        maxTokens,
      }),
    ),
  );
  const replies = parts.answers.filter((reply) => reply !== undefined);
  const best = replies.reduce((a, b) => (correctnessScores[b.label] > correctnessScores[a.label] ? b : a));
  const labels = chunks.length > 1 ? { chunkLabels: parts.answers.map((reply) => reply?.label ?? null) } : {};
  const detail = { documents: documents.length, ...partsDetail(parts.judged, chunks.length), ...labels };
  if (parts.failure !== undefined && best.label !== "correct") {
    return { ...base, ...undecided(parts.failure, parts.judged, chunks.length), detail };
  }
  return {
    ...base,
    state: "scored",
    score: correctnessScores[best.label],
    label: best.label,
    reason: best.reason,
    detail,
  };
}
