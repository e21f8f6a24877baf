"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import { type Clause, type ClauseField, takesSeveral, withClause } from "./clauses";
import { parseTyped, type SeenValues, type Suggestion, suggest } from "./suggest";
import { useSeenValues } from "./use-seen-values";

export interface FilterInput {
  readonly text: string;
  /** The field whose value is being typed. */
  readonly field: ClauseField | undefined;
  readonly isOpen: boolean;
  readonly active: number;
  readonly suggestions: readonly Suggestion[];
  readonly open: () => void;
  readonly close: () => void;
  readonly setActive: (index: number) => void;
  readonly type: (text: string) => void;
  readonly choose: (suggestion: Suggestion) => void;
  /** Starts on a value of the field, in place of the clause there is. */
  readonly edit: (field: ClauseField, value?: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** What happens in the box: typing, the list under it, and the keys that move through both. */
export function useFilterInput({
  projectId,
  clauses,
  onClauses,
  input,
}: {
  readonly projectId: string;
  readonly clauses: readonly Clause[];
  readonly onClauses: (clauses: readonly Clause[]) => void;
  readonly input: RefObject<HTMLInputElement | null>;
}): FilterInput {
  const [{ text, field, active }, setDraft] = useState<Draft>(emptyDraft);
  const [isOpen, setOpen] = useState(false);
  const seen: SeenValues = useSeenValues(projectId, isOpen, clauses);
  const suggestions = isOpen ? suggest(text, field, clauses, seen) : [];
  const edit = (next: ClauseField, value = "") => {
    setDraft({ field: next, text: value, active: 0 });
    setOpen(true);
    input.current?.focus();
  };
  const close = () => {
    setOpen(false);
    setDraft(emptyDraft);
  };
  const choose = (suggestion: Suggestion) => {
    if (suggestion.kind === "field") {
      edit(suggestion.field);
      return;
    }
    onClauses(withValue(clauses, suggestion.field, suggestion.value, suggestion.isChosen));
    // A field with few values stays open, so that a second one can be ticked.
    if (takesSeveral(suggestion.field) && field !== undefined) setDraft({ field, text: "", active });
    else close();
  };
  const type = (next: string) => {
    setOpen(true);
    const typed = field === undefined ? parseTyped(next) : undefined;
    setDraft(
      typed === undefined ? { field, text: next, active: 0 } : { field: typed.field, text: typed.value, active: 0 },
    );
  };
  const stepBack = () => {
    const last = clauses.at(-1);
    if (field !== undefined) setDraft(emptyDraft);
    else if (last !== undefined) onClauses(withClause(clauses, last.field, []));
  };
  const move = (by: number) => {
    setOpen(true);
    const count = suggestions.length;
    if (count > 0) setDraft({ field, text, active: (active + by + count) % count });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const suggestion = suggestions[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing && suggestion !== undefined) choose(suggestion);
    else if (event.key === "Backspace" && text === "") stepBack();
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (text === "" && field === undefined) input.current?.blur();
      close();
    }
  };
  return {
    text,
    field,
    isOpen,
    active,
    suggestions,
    open: () => setOpen(true),
    close,
    setActive: (index) => setDraft({ field, text, active: index }),
    type,
    choose,
    edit,
    onKeyDown,
  };
}

interface Draft {
  readonly text: string;
  readonly field: ClauseField | undefined;
  readonly active: number;
}

const emptyDraft: Draft = { text: "", field: undefined, active: 0 };

function withValue(clauses: readonly Clause[], field: ClauseField, value: string, isChosen: boolean): Clause[] {
  if (!takesSeveral(field)) return withClause(clauses, field, [value]);
  const values = clauses.find((clause) => clause.field === field)?.values ?? [];
  return withClause(clauses, field, isChosen ? values.filter((other) => other !== value) : [...values, value]);
}
