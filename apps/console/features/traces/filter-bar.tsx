"use client";

import { negateItem, withClause } from "@plumbline/query/edit";
import { parseQuery } from "@plumbline/query/parse";
import { printQuery } from "@plumbline/query/print";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Kbd } from "@plumbline/ui/kbd";
import { type Ref, useImperativeHandle, useRef, useState } from "react";
import { QueryChip } from "./query-chip";
import { QueryField, type QueryFieldHandle } from "./query-field";
import { canonicalText, readQueryText, treeOf } from "./query-text";
import { replaceSegment, type Segment, segmentsOf } from "./segments";

export interface FilterBarHandle {
  /** A new clause with the list of fields open, or words to search for. */
  readonly focus: (preference: "field" | "text") => void;
  readonly edit: (index: number) => void;
}

/**
 * The query as chips and a box that adds one, or as text. Nothing typed is run before it can be read, and nothing that cannot be
 * read is dropped.
 */
export function FilterBar({
  projectId,
  q,
  onQuery,
  ref,
}: {
  readonly projectId: string;
  readonly q: string;
  readonly onQuery: (q: string) => void;
  readonly ref?: Ref<FilterBarHandle>;
}) {
  const box = useRef<HTMLElement>(null);
  const adding = useRef<QueryFieldHandle>(null);
  const [editing, setEditing] = useState<number | "all">();
  const segments = segmentsOf(q);
  useImperativeHandle(ref, () => ({ focus: (preference) => adding.current?.focus(preference), edit: setEditing }));
  const focusChip = (index: number) => {
    const chips = box.current?.querySelectorAll<HTMLElement>(".clause-face") ?? [];
    const chip = chips[Math.max(0, index)];
    if (index < chips.length && chip !== undefined) chip.focus();
    else adding.current?.focus();
  };
  /** After the next paint, when the chips are those of the new query. */
  const focusSoon = (index: number) => setTimeout(() => focusChip(index));
  const change = (segment: Segment, index: number, part: string) => {
    setEditing(undefined);
    onQuery(replaceSegment(q, segment, part));
    focusSoon(part === "" ? Math.min(index, segments.length - 2) : index);
  };
  if (editing === "all")
    return (
      <search className="filter-box" ref={box} data-whole="">
        <Icon name="filter" size="small" />
        <QueryField
          key={q}
          label="The query as text"
          projectId={projectId}
          initialText={q}
          isWhole
          isFresh
          onCommit={(text) => {
            setEditing(undefined);
            onQuery(canonicalText(text));
            focusSoon(segments.length);
          }}
          onCancel={() => setEditing(undefined)}
        />
        <TextToggle isText onToggle={() => setEditing(undefined)} />
      </search>
    );
  return (
    <search className="filter-box" ref={box}>
      <Icon name="filter" size="small" />
      {segments.map((segment, index) =>
        editing === index ? (
          <QueryField
            key={`edit ${segment.text}`}
            label={`Clause ${index + 1}`}
            projectId={projectId}
            initialText={segment.text}
            isFresh
            onCommit={(text) => change(segment, index, text)}
            onCancel={() => {
              setEditing(undefined);
              focusSoon(index);
            }}
            onLeave={() => setEditing(undefined)}
          />
        ) : (
          <QueryChip
            // By place: the chip that has the focus keeps it when its clause is negated or the one before is removed.
            key={index}
            segment={segment}
            onEdit={() => setEditing(index)}
            onRemove={() => change(segment, index, "")}
            onNegate={() => {
              onQuery(printQuery(negateItem(treeOf(q), index)));
              focusSoon(index);
            }}
            onMove={(by) => focusChip(index + by)}
          />
        ),
      )}
      <QueryField
        ref={adding}
        label="Add a clause"
        projectId={projectId}
        initialText=""
        isKept
        placeholder={
          segments.length > 0 ? "Add a clause or text" : "Add a clause, or type to search inputs and outputs"
        }
        onCommit={(text) => {
          if (text.trim() !== "") onQuery(withText(q, text));
        }}
        onCancel={() => {}}
        onEdge={(edge) => {
          if (edge === "right" || segments.length === 0) return;
          focusChip(segments.length - 1);
        }}
      />
      <TextToggle isText={false} onToggle={() => setEditing("all")} />
      <span className="max-md:hidden">
        <Kbd>/</Kbd>
      </span>
    </search>
  );
}

function TextToggle({ isText, onToggle }: { readonly isText: boolean; readonly onToggle: () => void }) {
  return (
    <IconButton
      className="filter-toggle"
      look="bare"
      icon={isText ? "filter" : "edit"}
      label={isText ? "Edit as clauses" : "Edit as text"}
      aria-pressed={isText}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onToggle}
    />
  );
}

/** The query and a further clause. What is there already is not added twice; what cannot be read keeps its text. */
function withText(q: string, text: string): string {
  const query = readQueryText(q);
  const added = parseQuery(text);
  if (!query.ok || !added.ok || added.query === undefined) return canonicalText(`${q} ${text}`);
  return printQuery(withClause(query.query, added.query));
}
