/** Tatweel, short vowels and other signs that Arabic may be written with or without. */
const arabicMarks = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;

/** Soft hyphen and joiners: they shape a word and are none of its letters. */
const joiners = /\u00ad|\u200c|\u200d|\u2060/g;

/**
 * Text as search compares it: NFKC (full width is half width, ligatures are letters), lower case, without Arabic marks and
 * joiners. Folding what is folded changes nothing.
 */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is most of what is read, and needs none of the rest.
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  const lower = text.normalize("NFKC").replace(joiners, "").toLowerCase().replaceAll("ς", "σ");
  return lower.replace(arabicMarks, "").normalize("NFKC");
}

/**
 * Lower case by Unicode's simple mapping, one code point for one, whatever stands beside it: what PostgreSQL's lower() does, and
 * unlike toLowerCase with its final sigma and its two-letter i. `~` compares with this on both sides.
 */
export function lowerCase(text: string): string {
  return text.replaceAll("Σ", "σ").replaceAll("İ", "i").toLowerCase();
}
