import { findField } from "./fields";
import { fieldNames, nearestName } from "./suggest";
import type { TokenCursor } from "./token-cursor";

/**
 * Whether the next token is the field of a clause: an operator follows it. `in` and `exists` are words of English too; they count
 * where a list follows, or the word before them is a field or looks like one.
 */
export function isFieldStart(cursor: TokenCursor): boolean {
  const token = cursor.peek();
  if (token?.type !== "word" && token?.type !== "string") return false;
  if (cursor.peek(1)?.type === "operator") return true;
  if (token.type === "string") return false;
  const ahead = cursor.isKeyword("not", 1) ? 2 : 1;
  if (cursor.isKeyword("in", ahead)) return cursor.peek(ahead + 1)?.type === "open" || looksLikeField(token.text);
  return cursor.isKeyword("exists", ahead) && looksLikeField(token.text);
}

function looksLikeField(text: string): boolean {
  const name = text.toLowerCase();
  if (findField(name, "trace") !== undefined || findField(name, "span") !== undefined) return true;
  return text.includes(".") || nearestName(name, fieldNames) !== undefined;
}
