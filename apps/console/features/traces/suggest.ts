import type { Completion, CompletionItem } from "@plumbline/query/complete";
import { type Field, isPathField } from "@plumbline/query/fields";
import { printValue } from "@plumbline/query/print";
import type { Observed } from "./use-observed";

export interface Suggestion extends Omit<CompletionItem, "kind"> {
  readonly kind: CompletionItem["kind"] | "seen";
  /** Heading under which it stands. */
  readonly group: string;
}

const shownMax = 60;
const observedMax = 12;

/** What is offered at the caret: what the language knows, and what was observed. Best first, in groups. */
export function suggestionsOf(completion: Completion, observed: readonly Observed[]): readonly Suggestion[] {
  const typed = completion.typed.toLowerCase();
  const seen = observed
    .filter(({ value }) => value.toLowerCase().includes(typed))
    .slice(0, observedMax)
    .map(({ value, note }): Suggestion => {
      const isPath = completion.needsValuesOf === undefined && isPathField(value);
      const text = isPath ? value : printOf(completion.field, value);
      return { text, summary: note, kind: "seen", group: isPath ? "Attributes seen" : "Seen lately" };
    });
  const known = completion.items
    .filter(({ text }) => !seen.some((one) => one.text === text))
    .map((item): Suggestion => ({ ...item, group: groupOf(item, completion) }));
  const isValue = completion.expects === "value";
  const ordered = isValue || completion.needsPaths ? [...seen, ...known] : [...known, ...seen];
  return ordered.slice(0, shownMax);
}

function printOf(field: Field | undefined, value: string): string {
  return printValue(field, "=", value);
}

function groupOf(item: CompletionItem, { field }: Completion): string {
  switch (item.kind) {
    case "field":
      return "Fields";
    case "operator":
      return field === undefined ? "Operators" : `${field.name}: ${field.summary}`;
    case "value":
      return field === undefined ? "Values" : `Values of ${field.name}`;
    case "keyword":
      return "Combine";
    case "text":
      return "Search";
  }
}

export interface Typed {
  readonly text: string;
  readonly caret: number;
  /** Nothing more has to follow: the clause can be taken as it is. */
  readonly isDone: boolean;
}

/** The text after a suggestion was taken, with the caret where typing goes on. */
export function withSuggestion(text: string, completion: Completion, suggestion: Suggestion): Typed {
  const { start, end } = completion.replace;
  const before = text.slice(0, start);
  // An operator or a closing parenthesis may be typed right behind a word, and is written apart.
  const gap = before === "" || /[\s(]$/.test(before) || suggestion.text === ")" || suggestion.text === "," ? "" : " ";
  const isOpen = /[.(]$/.test(suggestion.text) && suggestion.kind !== "value" && suggestion.kind !== "seen";
  const isLast = text.slice(end).trim() === "";
  const isClosing =
    suggestion.kind === "value" ||
    suggestion.kind === "text" ||
    (suggestion.kind === "seen" && completion.expects === "value") ||
    /exists$/.test(suggestion.text);
  const isDone = isClosing && isLast;
  const head = `${before}${gap}${suggestion.text}${isOpen || isDone ? "" : " "}`;
  return { text: head + text.slice(end).trimStart(), caret: head.length, isDone };
}
