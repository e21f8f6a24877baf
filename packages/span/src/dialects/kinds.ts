import type { LlmKind } from "../kind";
import type { Parser } from "./types";

/** A parser for one convention's kind words (conventions 7.3). A word that is not in the table falls through. */
export function kindWords(words: Readonly<Record<string, LlmKind>>): Parser<LlmKind> {
  const table = new Map(Object.entries(words));
  return (value) => (typeof value === "string" ? table.get(value.trim().toLowerCase()) : undefined);
}

/** A key whose mere presence with content shows what a span is, where no convention names its kind. */
export function evidenceOf(kind: LlmKind): Parser<LlmKind> {
  return (value) => (value === null || value === "" ? undefined : kind);
}
