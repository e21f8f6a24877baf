import { estimateTokens } from "@plumbline/evaluation/judge/text-budget";
import type { JudgeCase } from "./judge-cases";

const sentences: Readonly<Record<JudgeCase["language"], (entry: number) => string>> = {
  en: (entry) =>
    `Entry ${entry}: parcel ${(entry * 7) % 613} was mown on the ${1 + (entry % 28)}th, the hay was brought to barn ${1 + (entry % 9)}, and the hedge on its north side was left as it stood.`,
  zh: (entry) =>
    `第${entry}条：第${(entry * 7) % 613}号地块在${1 + (entry % 28)}日割草，干草运到${1 + (entry % 9)}号棚，北侧的树篱保持原样。`,
};

/** Paragraphs of a field diary, the same ones every time, of at least so many tokens by the product's own estimate. */
export function fillerText(language: JudgeCase["language"], tokens: number): string[] {
  const paragraphs: string[] = [];
  let written = 0;
  for (let entry = 1; written < tokens; entry += 1) {
    const text = sentences[language](entry);
    paragraphs.push(text);
    written += estimateTokens(text);
  }
  return paragraphs;
}
