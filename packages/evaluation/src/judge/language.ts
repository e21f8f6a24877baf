export type JudgeLanguage = "en" | "zh";

const han = /\p{Script=Han}/gu;
const letters = /\p{L}/gu;

/** Chinese prompts for a text in which at least three letters of ten are Han; English for everything else. */
export function languageOf(text: string): JudgeLanguage {
  const sample = text.slice(0, 4_000);
  const hanCount = sample.match(han)?.length ?? 0;
  const letterCount = sample.match(letters)?.length ?? 0;
  return letterCount > 0 && hanCount / letterCount >= 0.3 ? "zh" : "en";
}
