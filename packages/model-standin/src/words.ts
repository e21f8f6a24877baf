import type { Language } from "./identity";

const han = /\p{Script=Han}/u;

/** Words that say nothing about the topic, and question words. */
const stopWords: ReadonlySet<string> = new Set(
  `a an and any are as at be been but by can could did do does for from get had has have he her him his how i if in into is
  it its long many me more most much my no not of on one only or our please she should so some tell than that the their
  them then there these they this those to up us was we were what when where which who whom whose why will with would you
  your`.split(/\s+/),
);
const hanStopWords =
  /请问|什么时候|为什么|怎么样|怎么|怎样|如何|什么|哪些|哪个|哪里|哪天|谁|多少钱|多少|多久|多长|几个|几天|是否|可以|能否|需要|以及|或者|并且|的|了|吗|呢|吧|和|与|是|在|有|会|要|也|都|就|被|把|对|为/gu;

/**
 * What a text is about: stemmed words, numbers, and for Chinese the character pairs. Two texts overlap where these do.
 * Numbers stay as they are, because "30 days" and "60 days" must not look alike.
 */
export function contentTerms(text: string): Set<string> {
  const terms = new Set<string>();
  const normal = text.normalize("NFKC").toLowerCase();
  for (const [word] of normal.matchAll(/[\p{L}\p{N}]+(?:[.,:'’-]\p{N}+)*/gu)) {
    if (han.test(word)) addHanTerms(word, terms);
    else if (!stopWords.has(word)) terms.add(stem(word));
  }
  return terms;
}

function addHanTerms(run: string, terms: Set<string>): void {
  for (const piece of run.replace(hanStopWords, " ").split(/\s+/)) {
    for (const part of piece.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []) {
      if (!han.test(part) || [...part].length === 1) terms.add(part);
      const chars = [...part];
      if (han.test(part)) for (let at = 0; at + 1 < chars.length; at += 1) terms.add(`${chars[at]}${chars[at + 1]}`);
    }
  }
}

/** Enough to let "refunds" meet "refund" and "opened" meet "opens"; nothing finer is claimed. */
function stem(word: string): string {
  if (/\p{N}/u.test(word)) return word;
  const bare = word.replace(/['’]s$/, "");
  if (bare.length > 5 && bare.endsWith("ing")) return bare.slice(0, -3);
  if (bare.length > 4 && bare.endsWith("ed")) return bare.slice(0, -2);
  if (bare.length > 4 && /(?:ses|xes|ches|shes)$/.test(bare)) return bare.slice(0, -2);
  return bare.length > 3 && bare.endsWith("s") && !bare.endsWith("ss") ? bare.slice(0, -1) : bare;
}

export function numbersIn(text: string): Set<string> {
  return new Set(
    [...text.normalize("NFKC").matchAll(/\d+(?:[.,:]\d+)*/g)].map(([number]) => number.replaceAll(",", "")),
  );
}

const negations = /\b(?:not|no|never|without|cannot|none)\b|n['’]t\b|不|没有|没|无法|未/giu;

export function isNegated(text: string): boolean {
  return (text.match(negations)?.length ?? 0) % 2 === 1;
}

/** Share of the wanted terms that are there, 0 to 1; 0 where nothing is wanted. */
export function coverage(wanted: ReadonlySet<string>, found: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  let hits = 0;
  for (const term of wanted) if (found.has(term)) hits += 1;
  return hits / wanted.size;
}

/** Sentences with their closing marks; a line break ends one as well. A dot inside a number or before a letter does not. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[。！？!?；]["”’）)]?)|(?<=\.["”’)]?)\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Chinese where at least a fifth of the letters are. */
export function languageOf(text: string): Language {
  const letters = text.match(/\p{L}/gu) ?? [];
  const hanLetters = letters.filter((letter) => han.test(letter));
  return hanLetters.length * 5 >= letters.length && hanLetters.length > 0 ? "zh" : "en";
}

/** A stable guess at the tokens of a text: about four letters each, one per Chinese character. */
export function countTokens(text: string): number {
  const hanChars = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return hanChars + Math.ceil((text.length - hanChars) / 4);
}
