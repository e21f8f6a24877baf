"use client";

import { Icon } from "@plumbline/ui/icon";
import type { KeyboardEvent } from "react";
import { faceOf } from "./chip-face";
import type { Segment } from "./segments";

/** One clause: press it to edit, the cross to remove. With the focus: Delete removes, ! turns it into its opposite. */
export function QueryChip({
  segment,
  onEdit,
  onRemove,
  onNegate,
  onMove,
}: {
  readonly segment: Segment;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onNegate: () => void;
  readonly onMove: (by: 1 | -1) => void;
}) {
  const problem = segment.errors[0]?.message;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Backspace" || event.key === "Delete") onRemove();
    else if (event.key === "ArrowLeft") onMove(-1);
    else if (event.key === "ArrowRight") onMove(1);
    else if (event.key === "!" && segment.query !== undefined) onNegate();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="clause" data-kind={segment.query === undefined ? "wrong" : faceOf(segment.query).kind}>
      <button
        type="button"
        className="clause-face"
        title={problem ?? `${segment.text}\n↵ edits, Delete removes, ! negates`}
        // The name is what is seen; how it reads in plain words is the description.
        aria-description={problem ?? segment.label}
        onClick={onEdit}
        onKeyDown={onKeyDown}
      >
        <Face segment={segment} />
      </button>
      <button
        type="button"
        className="clause-remove"
        title="Remove clause"
        aria-label={`Remove ${segment.label}`}
        tabIndex={-1}
        onClick={onRemove}
      >
        <Icon name="close" size="tiny" />
      </button>
    </span>
  );
}

function Face({ segment }: { readonly segment: Segment }) {
  if (segment.query === undefined) return <WrongFace segment={segment} />;
  const { kind, field, operator, value } = faceOf(segment.query);
  return (
    <>
      {kind === "text" ? <Icon name="search" size="tiny" /> : <span className="clause-field">{field}</span>}{" "}
      {operator === "" ? null : <span className="clause-operator">{operator}</span>}{" "}
      {value === "" ? null : (
        <span className="clause-value pl-cut" data-mono={kind === "group" ? "" : undefined}>
          {kind === "text" ? `“${value}”` : value}
        </span>
      )}
    </>
  );
}

/** As it was written, with the wrong part underlined. */
function WrongFace({ segment }: { readonly segment: Segment }) {
  const { text, start, errors } = segment;
  const first = errors[0];
  if (first === undefined) return <span className="clause-value pl-cut">{text}</span>;
  const from = Math.min(Math.max(0, first.start - start), Math.max(0, text.length - 1));
  const to = Math.max(from + 1, Math.min(text.length, first.end - start));
  return (
    <span className="clause-value pl-cut">
      {text.slice(0, from)}
      <span className="clause-wrong">{text.slice(from, to)}</span>
      {text.slice(to)}
    </span>
  );
}
