import { isStandinNotice, standinNotice } from "./identity";
import { contentTerms, coverage, languageOf, sentencesOf } from "./words";

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

const questionLabel = /(?:^|\n)\s*(?:question|query|user question|问题|提问|用户问题)\s*[:：]\s*/giu;
const nothingFound = {
  en: "The documents do not hold an answer to this.",
  zh: "文档没有说明这个问题。",
} as const;
const sentencesMax = 2;
const scoreMin = 0.2;

/**
 * Answers as a small assistant: the sentences of the given texts that share most words with the question, in their order,
 * at most two. Says so in every answer. Deterministic.
 */
export function answerFromMessages(messages: readonly ChatMessage[]): string {
  const { question, sources } = splitPrompt(messages);
  const language = languageOf(question);
  const wanted = contentTerms(question);
  const scored = sources
    .flatMap(sentencesOf)
    .map((sentence) =>
      sentence.replace(/^\s*(?:\[\d+\]|\(\d+\)|\d+[.)、]|[-*•]|document \d+:?|文档\s*\d+[:：]?)\s*/iu, ""),
    )
    .filter((sentence) => !isStandinNotice(sentence) && !/[?？]$/.test(sentence))
    .map((sentence, place) => ({ sentence, place, score: coverage(wanted, contentTerms(sentence)) }))
    .filter(({ score }) => score >= scoreMin)
    .sort((a, b) => b.score - a.score || a.place - b.place);
  const bestScore = scored[0]?.score ?? 0;
  const chosen = scored
    .filter(({ score }) => score >= bestScore * 0.75)
    .slice(0, sentencesMax)
    .sort((a, b) => a.place - b.place)
    .map(({ sentence }) => sentence);
  const text = chosen.length === 0 ? nothingFound[language] : chosen.join(language === "zh" ? "" : " ");
  return language === "zh" ? `${text}${standinNotice.zh}` : `${text} ${standinNotice.en}`;
}

/** The question is what follows the last "Question:", else the last user message's last paragraph; the rest is the source. */
function splitPrompt(messages: readonly ChatMessage[]): { question: string; sources: string[] } {
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const asked = messages[lastUser]?.content ?? "";
  const label = [...asked.matchAll(questionLabel)].at(-1);
  const cut = label === undefined ? asked.trimEnd().lastIndexOf("\n\n") + 1 : label.index;
  const afterLabel = asked.slice(cut + (label?.[0].length ?? 0));
  // Some prompts put the documents after the question, a blank line apart.
  const [question = "", ...trailing] = label === undefined ? [afterLabel] : afterLabel.split(/\n\s*\n/);
  const earlier = messages.filter(({ role }, place) => place !== lastUser && (role === "user" || role === "tool"));
  const fromSystem = messages
    .filter(({ role }) => role === "system" || role === "developer")
    .map(({ content }) => content);
  return {
    question: question.trim(),
    sources: [
      asked.slice(0, cut),
      ...trailing,
      ...earlier.map(({ content }) => content),
      ...fromSystem.map(afterContext),
    ],
  };
}

/** Of a system message only what follows a heading for documents: its instructions are not a source. */
function afterContext(content: string): string {
  const heading = /(?:context|documents?|sources?|references?|上下文|文档|资料|参考)[^\n]{0,40}[:：]/iu.exec(content);
  return heading === null ? "" : content.slice(heading.index + heading[0].length);
}
