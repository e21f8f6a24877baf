"use client";

import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { type Ref, useImperativeHandle, useRef, useState } from "react";
import {
  type Clause,
  type ClauseField,
  clauseProblem,
  fieldFacts,
  takesSeveral,
  valueLabel,
  withClause,
} from "./clauses";
import { parseTyped, type Suggestion, suggest } from "./suggest";
import { SuggestionList } from "./suggestion-list";
import { useSeenValues } from "./use-seen-values";

export interface FilterBarHandle {
  readonly focus: () => void;
  /** Opens the list of values of a field. */
  readonly edit: (field: ClauseField) => void;
}

/**
 * The query as clauses, and a box that adds one: a field, then a value, or a value of any field at once. Nothing typed is
 * run before it is a clause.
 */
export function FilterBar({
  projectId,
  clauses,
  onClauses,
  ref,
}: {
  readonly projectId: string;
  readonly clauses: readonly Clause[];
  readonly onClauses: (clauses: readonly Clause[]) => void;
  readonly ref?: Ref<FilterBarHandle>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [field, setField] = useState<ClauseField>();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const seen = useSeenValues(projectId, isOpen, clauses);
  const suggestions = isOpen ? suggest(text, field, clauses, seen) : [];
  const reset = () => {
    setText("");
    setField(undefined);
    setActive(0);
  };
  const edit = (next: ClauseField, value = "") => {
    setField(next);
    setText(value);
    setActive(0);
    setOpen(true);
    input.current?.focus();
  };
  useImperativeHandle(ref, () => ({
    focus: () => {
      input.current?.focus();
      setOpen(true);
    },
    edit,
  }));
  const choose = (suggestion: Suggestion) => {
    if (suggestion.kind === "field") return edit(suggestion.field);
    onClauses(withValue(clauses, suggestion.field, suggestion.value, suggestion.isChosen));
    // A field with few values stays open, so that a second one can be ticked.
    if (!takesSeveral(suggestion.field) || field === undefined) {
      reset();
      setOpen(false);
    } else setText("");
    return undefined;
  };
  const type = (next: string) => {
    setOpen(true);
    setActive(0);
    const typed = field === undefined ? parseTyped(next) : undefined;
    if (typed === undefined) return setText(next);
    setField(typed.field);
    setText(typed.value);
    return undefined;
  };
  const back = () => {
    if (field !== undefined) return setField(undefined);
    const last = clauses.at(-1);
    if (last !== undefined) onClauses(withClause(clauses, last.field, []));
    return undefined;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const count = suggestions.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      if (count > 0) setActive((active + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (event.key === "Enter") {
      const suggestion = suggestions[active];
      if (suggestion !== undefined) choose(suggestion);
    } else if (event.key === "Backspace" && text === "") {
      back();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (isOpen && (text !== "" || field !== undefined)) reset();
      else {
        setOpen(false);
        input.current?.blur();
      }
    }
  };
  return (
    <search
      className="filter-box"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setOpen(false);
        reset();
      }}
    >
      <Icon name="filter" size="small" />
      {clauses.map((clause) => (
        <ClauseChip
          key={clause.field}
          clause={clause}
          onEdit={() => edit(clause.field, takesSeveral(clause.field) ? "" : (clause.values[0] ?? ""))}
          onRemove={() => onClauses(withClause(clauses, clause.field, []))}
        />
      ))}
      {field === undefined ? null : (
        <span className="clause" data-open="">
          <span>{fieldFacts[field].label}</span>
          <span className="clause-operator">{fieldFacts[field].operator}</span>
        </span>
      )}
      <input
        ref={input}
        className="filter-input"
        role="combobox"
        aria-label="Add a clause"
        aria-expanded={isOpen}
        aria-controls="filter-suggestions"
        aria-activedescendant={isOpen && suggestions.length > 0 ? `filter-suggestion-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={
          field === undefined
            ? clauses.length === 0
              ? "Filter by application, status, span name, trace id, session, user…"
              : "Add a clause"
            : fieldFacts[field].hint
        }
        value={text}
        onChange={(event) => type(event.target.value)}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <span className="max-md:hidden">
        <Kbd>/</Kbd>
      </span>
      {isOpen ? (
        <SuggestionList
          suggestions={suggestions}
          active={active}
          typed={text.trim()}
          field={field}
          onActive={setActive}
          onChoose={choose}
        />
      ) : null}
    </search>
  );
}

function withValue(clauses: readonly Clause[], field: ClauseField, value: string, isChosen: boolean): Clause[] {
  if (!takesSeveral(field)) return withClause(clauses, field, [value]);
  const values = clauses.find((clause) => clause.field === field)?.values ?? [];
  return withClause(clauses, field, isChosen ? values.filter((other) => other !== value) : [...values, value]);
}

function ClauseChip({
  clause,
  onEdit,
  onRemove,
}: {
  readonly clause: Clause;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const { label, operator } = fieldFacts[clause.field];
  const problem = clauseProblem(clause);
  const value = takesSeveral(clause.field) ? clause.values.map(valueLabel).join(" or ") : clause.values.join(", ");
  return (
    <span className="clause">
      <button type="button" onClick={onEdit}>
        {label}
      </button>
      <button type="button" className="clause-operator" onClick={onEdit} tabIndex={-1}>
        {operator}
      </button>
      <button
        type="button"
        className="clause-value"
        title={problem ?? value}
        aria-invalid={problem !== undefined}
        onClick={onEdit}
      >
        <span className="pl-cut">{value}</span>
      </button>
      <button
        type="button"
        className="clause-remove"
        title="Remove clause"
        aria-label={`Remove ${label}`}
        onClick={onRemove}
      >
        <Icon name="close" size="tiny" />
      </button>
    </span>
  );
}
