/** The only model here. Every answer carries this name, whatever model was asked for. */
export const standinModel = "plumbline-stand-in";

export const standinFingerprint = "standin";

/** Ends every text the assistant writes. */
export const standinNotice = {
  en: "(stand-in, no language model: the closest sentences of the documents)",
  zh: "（替身模型，并非语言模型：文档中最接近的句子）",
} as const;

/** Begins every reason the judge gives. */
export const standinReason = {
  en: "stand-in, word overlap:",
  zh: "替身模型 (stand-in, word overlap)：",
} as const;

export type Language = keyof typeof standinNotice;

export function isStandinNotice(sentence: string): boolean {
  return /stand-in|替身模型/.test(sentence);
}
