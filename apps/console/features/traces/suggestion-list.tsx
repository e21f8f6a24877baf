"use client";

import { Icon, type IconName } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { StatusIcon, type StatusName } from "@plumbline/ui/status-icon";
import { type ClauseField, fieldFacts } from "./clauses";
import type { Suggestion } from "./suggest";

const icons: Record<ClauseField, IconName> = {
  application: "apps",
  status: "check",
  name: "traces",
  trace: "search",
  session: "sessions",
  user: "user",
  result: "evaluation",
};

/** The list under the box. The box keeps the focus; the active entry is named to assistive technology by it. */
export function SuggestionList({
  suggestions,
  active,
  typed,
  field,
  onActive,
  onChoose,
}: {
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly typed: string;
  readonly field: ClauseField | undefined;
  readonly onActive: (index: number) => void;
  readonly onChoose: (suggestion: Suggestion) => void;
}) {
  return (
    <div className="pl-menu filter-suggestions" id="filter-suggestions" role="listbox" aria-label="Suggestions">
      {suggestions.length === 0 ? (
        <div className="pl-menu-label">
          {field === undefined
            ? "Nothing fits. Write a field such as status, or a trace id of at least four hex digits."
            : `Type a value: ${fieldFacts[field].hint}.`}
        </div>
      ) : null}
      {suggestions.map((suggestion, index) => {
        const previous = suggestions[index - 1];
        const opensGroup = previous?.kind !== suggestion.kind || previous.field !== suggestion.field;
        return (
          <div key={`${suggestion.kind} ${suggestion.field} ${suggestion.kind === "value" ? suggestion.value : ""}`}>
            {suggestion.kind === "field" ? (
              index === 0 && <div className="pl-menu-label">Fields</div>
            ) : opensGroup ? (
              <div className="pl-menu-label">{fieldFacts[suggestion.field].label}</div>
            ) : null}
            <button
              type="button"
              role="option"
              id={`filter-suggestion-${index}`}
              tabIndex={-1}
              className="pl-menu-item"
              aria-selected={index === active}
              onPointerMove={() => onActive(index)}
              // The box would lose the focus, and the list with it, before the click came.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(suggestion)}
            >
              <SuggestionFace suggestion={suggestion} typed={typed} />
              {index === active ? <Kbd>↵</Kbd> : null}
            </button>
          </div>
        );
      })}
    </div>
  );
}

function SuggestionFace({ suggestion, typed }: { readonly suggestion: Suggestion; readonly typed: string }) {
  if (suggestion.kind === "field")
    return (
      <>
        <Icon name={icons[suggestion.field]} size="small" />
        <Marked text={suggestion.label} mark={typed} />
        <span className="pl-end">{suggestion.hint}</span>
      </>
    );
  return (
    <>
      {suggestion.field === "status" ? (
        <StatusIcon status={suggestion.value as StatusName} size="small" />
      ) : (
        <Icon name={icons[suggestion.field]} size="small" />
      )}
      <span className="pl-cut">
        <Marked text={suggestion.label} mark={typed} />
      </span>
      <span className="pl-end">
        {suggestion.isChosen ? <Icon name="check" size="small" label="chosen" /> : suggestion.note}
      </span>
    </>
  );
}

/** The part that was typed, in the accent colour. */
function Marked({ text, mark }: { readonly text: string; readonly mark: string }) {
  const at = mark === "" ? -1 : text.toLowerCase().indexOf(mark.toLowerCase());
  if (at < 0) return <span>{text}</span>;
  return (
    <span>
      {text.slice(0, at)}
      <b className="filter-mark">{text.slice(at, at + mark.length)}</b>
      {text.slice(at + mark.length)}
    </span>
  );
}
