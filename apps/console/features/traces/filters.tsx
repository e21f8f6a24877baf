"use client";

import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { type Ref, useImperativeHandle, useRef } from "react";
import {
  type Clause,
  type ClauseField,
  clauseProblem,
  fieldFacts,
  takesSeveral,
  valueLabel,
  withClause,
} from "./clauses";
import { SuggestionList } from "./suggestion-list";
import { useFilterInput } from "./use-filter-input";

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
  const box = useFilterInput({ projectId, clauses, onClauses, input });
  const { field, isOpen, suggestions, active } = box;
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), edit: box.edit }));
  return (
    <search
      className="filter-box"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) box.close();
      }}
    >
      <Icon name="filter" size="small" />
      {clauses.map((clause) => (
        <ClauseChip
          key={clause.field}
          clause={clause}
          onEdit={() => box.edit(clause.field, takesSeveral(clause.field) ? "" : clause.values[0])}
          onRemove={() => onClauses(withClause(clauses, clause.field, []))}
        />
      ))}
      {field === undefined ? null : (
        <span className="clause">
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
        placeholder={placeholderOf(field, clauses)}
        value={box.text}
        onChange={(event) => box.type(event.target.value)}
        onFocus={box.open}
        onClick={box.open}
        onKeyDown={box.onKeyDown}
      />
      <span className="max-md:hidden">
        <Kbd>/</Kbd>
      </span>
      {isOpen ? (
        <SuggestionList
          suggestions={suggestions}
          active={active}
          typed={box.text.trim()}
          field={field}
          onActive={box.setActive}
          onChoose={box.choose}
        />
      ) : null}
    </search>
  );
}

function placeholderOf(field: ClauseField | undefined, clauses: readonly Clause[]): string {
  if (field !== undefined) return fieldFacts[field].hint;
  return clauses.length > 0 ? "Add a clause" : "Filter by application, status, span name, trace id, session, user…";
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
