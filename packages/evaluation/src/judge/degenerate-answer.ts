const han = /\p{Script=Han}/u;
const digit = /\p{N}/u;
const word = /[\p{L}\p{M}\p{N}]+/gu;
const lettersPerToken = 4;

/**
 * Whether an answer is too empty to be judged: no letter or digit, fewer than two content tokens, or nothing but a short
 * label that ends in a colon. Judges approve of replies such as ":" or "Thought process:" in most cases, and neither
 * reasoning nor voting cures it (arXiv 2507.08794), so those never reach one.
 *
 * Tokens are counted as tokenizers roughly do: a Han character or a digit is one, other letters one per four of a word.
 * "Paris" and "42" are answers, "ok" is not.
 */
export function isDegenerateAnswer(answer: string): boolean {
  const trimmed = answer.trim();
  const words = trimmed.match(word) ?? [];
  if (/[:：]$/.test(trimmed) && words.length <= 3) return true;
  return words.reduce((sum, text) => sum + contentTokens(text), 0) < 2;
}

function contentTokens(text: string): number {
  const characters = [...text];
  const single = characters.filter((char) => han.test(char) || digit.test(char)).length;
  return single + Math.ceil((characters.length - single) / lettersPerToken);
}
