import { stringFault } from "./explain";
import { isFieldStart } from "./field-start";
import { findField } from "./fields";
import { normaliseText } from "./normalise";
import type { Query } from "./query";
import type { TokenCursor } from "./token-cursor";
import { isSearchable } from "./words";

/** Text to search for: a string, or all words up to the next clause. Also says what cannot begin anything. */
export function parseText(cursor: TokenCursor, clause: number): Query | undefined {
  const first = cursor.take();
  const { start } = first;
  if (first.type === "operator") {
    const message = `A field is missing before ${first.text}, such as status = error.`;
    cursor.fail({ message, start, end: first.end, clause });
    // What it would be compared with is no text to search for.
    if (cursor.peek()?.type === "word" || cursor.peek()?.type === "string") cursor.take();
    return undefined;
  }
  if (first.type === "string" && first.fault !== undefined) {
    cursor.fail({ ...stringFault(first.fault), clause });
    return undefined;
  }
  const word = first.text.toLowerCase();
  if (first.type === "word" && (word === "in" || word === "exists")) {
    const example = word === "in" ? "model in (a, b)" : "session exists";
    const message = `A field is missing before "${first.text}", such as ${example}. To search for the word, put it in quotes.`;
    cursor.fail({ message, start, end: first.end, clause, suggestion: `"${first.text}"` });
    return undefined;
  }
  const text = first.type === "string" ? first.text : joinWords(cursor, first.text, start, clause);
  if (isSearchable(text)) return { type: "text", text: normaliseText(text) };
  const shown = text.trim() === "" ? "An empty text" : `"${text.slice(0, 40)}"`;
  const message = `${shown} holds no letter and no digit, and text search looks for words. Write a word, or compare a field.`;
  cursor.fail({ message, start, end: cursor.end, clause });
  return undefined;
}

function joinWords(cursor: TokenCursor, first: string, start: number, clause: number): string {
  checkColon(cursor, first, start, clause);
  const words = [first];
  while (isTextWord(cursor)) {
    const next = cursor.take();
    checkColon(cursor, next.text, next.start, clause);
    words.push(next.text);
  }
  return words.join(" ");
}

function isTextWord(cursor: TokenCursor): boolean {
  if (cursor.peek()?.type !== "word" || isFieldStart(cursor)) return false;
  if (cursor.isKeyword("has") && cursor.peek(1)?.type === "open") return false;
  return !cursor.isKeyword("and") && !cursor.isKeyword("or") && !cursor.isKeyword("not");
}

/** `status:error` is how others write it; searching for it as text would find nothing. */
function checkColon(cursor: TokenCursor, word: string, start: number, clause: number): void {
  const [, name, value] = /^([^:]+):(.+)$/.exec(word) ?? [];
  const field = name === undefined ? undefined : (findField(name, "trace") ?? findField(name, "span"));
  if (field === undefined) return;
  const suggestion = `${field.name} = ${value}`;
  const message = `A field is compared with an operator: ${suggestion}. To search for the text, put it in quotes.`;
  cursor.fail({ message, start, end: start + word.length, clause, suggestion });
}
