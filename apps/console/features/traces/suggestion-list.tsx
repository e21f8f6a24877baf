"use client";

import type { Completion } from "@plumbline/query/complete";
import { Icon, type IconName } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { StatusIcon, type StatusName } from "@plumbline/ui/status-icon";
import { useEffect, useRef } from "react";
import type { Suggestion } from "./suggest";
import type { QueryInput } from "./use-query-input";

const icons: Record<Suggestion["kind"], IconName> = {
  field: "filter",
  operator: "sigma",
  value: "check",
  keyword: "graph",
  text: "search",
  seen: "brace",
};

const statusNames: readonly string[] = ["ok", "error", "incomplete", "running"];

/** The list under the box. The box keeps the focus; the active entry is named to assistive technology by it. */
export function SuggestionList({
  id,
  box,
  completion,
}: {
  readonly id: string;
  readonly box: QueryInput;
  readonly completion: Completion;
}) {
  const { suggestions, active, completing } = box;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className="pl-menu filter-suggestions" ref={list}>
      <div id={id} role="listbox" aria-label="Suggestions">
        {suggestions.map((suggestion, index) => (
          <div key={`${suggestion.kind} ${suggestion.text}`} role="presentation">
            {suggestions[index - 1]?.group === suggestion.group ? null : (
              <div className="pl-menu-label" role="presentation">
                {suggestion.group}
              </div>
            )}
            <button
              type="button"
              role="option"
              id={`${id}-${index}`}
              data-index={index}
              tabIndex={-1}
              className="pl-menu-item"
              aria-selected={index === active}
              onPointerMove={() => box.setActive(index)}
              // The box would lose the focus, and the list with it, before the click came.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => box.choose(suggestion)}
            >
              <Face suggestion={suggestion} field={completion.field?.name} typed={completion.typed} />
              {suggestion.kind === "text" ? (
                <Kbd>⇧↵</Kbd>
              ) : index === active ? (
                <Kbd>↵</Kbd>
              ) : index === completing ? (
                <Kbd>Tab</Kbd>
              ) : null}
            </button>
          </div>
        ))}
      </div>
      {suggestions.length === 0 ? (
        <div className="pl-menu-label">
          {completion.expects === "value"
            ? `Write a value${completion.field === undefined ? "" : `: ${completion.field.summary}`}, then ↵.`
            : "Write a clause such as duration > 2s, or words to search for, then ↵."}
        </div>
      ) : (
        <div className="pl-menu-label">
          =, !=, ~ contains, &gt;, &gt;=, &lt;, &lt;=, in (a, b), exists. Combine with or, not and parentheses.
        </div>
      )}
    </div>
  );
}

function Face({
  suggestion,
  field,
  typed,
}: {
  readonly suggestion: Suggestion;
  readonly field: string | undefined;
  readonly typed: string;
}) {
  const { kind, text, summary } = suggestion;
  const isStatus = kind === "value" && field === "status" && statusNames.includes(text);
  const isText = kind === "text";
  return (
    <>
      {isStatus ? <StatusIcon status={text as StatusName} size="small" /> : <Icon name={icons[kind]} size="small" />}
      {isText ? (
        <span className="pl-cut">Any text contains “{typed}”</span>
      ) : (
        <span className={/^(?:attributes|resource)/.test(text) ? "pl-mono pl-cut" : "pl-cut"}>
          <Marked text={text} mark={typed} />
        </span>
      )}
      <span className="pl-end">{isText ? "inputs, outputs, attributes" : summary}</span>
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
