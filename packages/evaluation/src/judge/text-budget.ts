const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const otherCharsPerToken = 3;

/** Tokens that a text will cost at most, nearly always: one per CJK character, one per three others. */
export function estimateTokens(text: string): number {
  const cjk = text.match(han)?.length ?? 0;
  return cjk + Math.ceil((text.length - cjk) / otherCharsPerToken);
}

/**
 * Cuts a text into pieces of at most `tokensMax`, at a paragraph, sentence or space where one is near. Nothing is left out:
 * the pieces joined are the text.
 */
export function splitByTokens(text: string, tokensMax: number): string[] {
  if (estimateTokens(text) <= tokensMax) return [text];
  const pieces: string[] = [];
  let rest = text;
  while (estimateTokens(rest) > tokensMax) {
    const end = cutPoint(rest, tokensMax);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

/** The longest prefix within the budget, moved back to a natural border in its last fifth, never inside a character. */
function cutPoint(text: string, tokensMax: number): number {
  let low = 1;
  let high = Math.min(text.length, tokensMax * otherCharsPerToken);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(text.slice(0, middle)) <= tokensMax) low = middle;
    else high = middle - 1;
  }
  const prefix = text.slice(0, low);
  const border = Math.max(
    prefix.lastIndexOf("\n"),
    prefix.lastIndexOf(". "),
    prefix.lastIndexOf("。"),
    prefix.lastIndexOf(" "),
  );
  const end = border > low * 0.8 ? border + 1 : low;
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end));
  return splitsPair && end > 1 ? end - 1 : end;
}

export interface DocumentPart {
  readonly id: number;
  readonly text: string;
}

/**
 * Groups documents into chunks that fit a budget, in order; a document that does not fit alone is cut into parts that keep
 * its id. Every part is in exactly one chunk. Without documents there is one empty chunk.
 */
export function chunkDocuments(documents: readonly DocumentPart[], tokensMax: number): DocumentPart[][] {
  const chunks: DocumentPart[][] = [[]];
  let used = 0;
  for (const document of documents) {
    for (const text of splitByTokens(document.text, tokensMax)) {
      const cost = estimateTokens(text) + documentFrameTokens;
      if (used > 0 && used + cost > tokensMax) {
        chunks.push([]);
        used = 0;
      }
      chunks.at(-1)?.push({ id: document.id, text });
      used += cost;
    }
  }
  return chunks;
}

/** What `{"id":12,"text":""},` costs around a document. */
const documentFrameTokens = 10;
