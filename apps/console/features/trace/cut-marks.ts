import { isJsonObject } from "@plumbline/base/json";
import type { CutValue, ValuePath } from "@plumbline/public-api/cut-values";
import type { LlmContent } from "@plumbline/span/llm-span";

/** The content with the length of the rest at the end of each text that was cut, for a view that shows only the beginnings. */
export function withCutMarks(content: LlmContent, cuts: readonly CutValue[]): LlmContent {
  const marks = new Map<string, number>();
  for (const cut of cuts) if (cut.type === "text") marks.set(JSON.stringify(cut.path), cut.chars - cut.shownChars);
  return marks.size === 0 ? content : (mark(content, ["content"], marks) as LlmContent);
}

function mark(value: unknown, path: ValuePath, marks: ReadonlyMap<string, number>): unknown {
  if (typeof value === "string") {
    const rest = marks.get(JSON.stringify(path));
    return rest === undefined ? value : `${value} … and ${rest.toLocaleString("en")} more characters`;
  }
  if (Array.isArray(value)) return value.map((item, index) => mark(item, [...path, index], marks));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mark(item, [...path, key], marks)]));
}
