"use client";

import type { QueryError } from "@plumbline/query/query-error";
import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";

const shownMax = 4;

/** What is wrong with the text, each with its remedy. Read aloud when it appears. */
export function QueryErrors({
  id,
  errors,
  onRepair,
}: {
  readonly id: string;
  readonly errors: readonly QueryError[];
  readonly onRepair: (error: QueryError) => void;
}) {
  if (errors.length === 0) return null;
  return (
    <div className="query-errors" id={id} role="alert">
      {errors.slice(0, shownMax).map((error) => (
        <div key={`${error.start} ${error.message}`}>
          <Icon name="alert" size="small" />
          <span>{error.message}</span>
          {error.suggestion === undefined ? null : (
            <Button
              size="small"
              // The field would lose the focus, and the sentence with it, before the click came.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onRepair(error)}
            >
              Use {shortText(error.suggestion)}
            </Button>
          )}
        </div>
      ))}
      {errors.length > shownMax ? <div className="pl-dim">And {errors.length - shownMax} more.</div> : null}
    </div>
  );
}

export function shortText(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The text again, behind the field that holds it: what is wrong is underlined. */
export function QueryMirror({ text, errors }: { readonly text: string; readonly errors: readonly QueryError[] }) {
  const parts: { readonly text: string; readonly isWrong: boolean; readonly at: number }[] = [];
  let position = 0;
  for (const { start, end } of [...errors].sort((a, b) => a.start - b.start)) {
    if (start < position || start >= text.length) continue;
    const stop = Math.max(end, start + 1);
    parts.push({ text: text.slice(position, start), isWrong: false, at: position });
    parts.push({ text: text.slice(start, stop), isWrong: true, at: start });
    position = stop;
  }
  parts.push({ text: `${text.slice(position)}\u200b`, isWrong: false, at: position });
  return (
    <span className="query-mirror" aria-hidden="true">
      {parts.map((part) => (part.isWrong ? <u key={part.at}>{part.text}</u> : <span key={part.at}>{part.text}</span>))}
    </span>
  );
}
