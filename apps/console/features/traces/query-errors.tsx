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
