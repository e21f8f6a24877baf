import type { JsonValue } from "@plumbline/base/json";
import { cutWellFormed } from "../preview";
import type { ExtractedValue } from "./types";

/** One extracted text: 1 MB in the worst case of one byte per character. */
export const extractedCharsMax = 1_000_000;

export type ExtractedText = Pick<ExtractedValue, "text" | "notices">;

/** A value as the text that a judge reads. What is not a string is turned into text, and says so. */
export function toExtractedText(value: JsonValue): ExtractedText {
  const isText = typeof value === "string";
  const text = isText ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  const notices: ExtractedValue["notices"][number][] = isText ? [] : ["type_coerced"];
  if (text.length <= extractedCharsMax) return { text, notices };
  return { text: cutWellFormed(text, extractedCharsMax), notices: [...notices, "truncated"] };
}

/** Null, "" and white space hold nothing to judge; neither does an empty list or object. */
export function isEmptyValue(value: JsonValue): boolean {
  if (value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}
