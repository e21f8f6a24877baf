"use client";

import type { QueryError } from "@plumbline/query/query-error";
import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";
import type { ReactNode } from "react";
import { shortText } from "./query-errors";
import { canonicalText, readQueryText } from "./query-text";
import { replaceSegment, segmentsOf } from "./segments";

/** Instead of rows: which clause cannot be run and why, or what else failed. Everything that was set is kept. */
export function QueryProblem({
  q,
  problem,
  onEdit,
  onQuery,
  onRetry,
}: {
  readonly q: string;
  readonly problem: string | undefined;
  /** Opens the clause at that place. */
  readonly onEdit: (index: number) => void;
  readonly onQuery: (q: string) => void;
  readonly onRetry: () => void;
}) {
  const parse = readQueryText(q);
  const error = parse.ok ? undefined : parse.errors[0];
  if (error === undefined || parse.ok)
    return (
      <Problem title="The traces were not listed">
        <p>{problem}</p>
        <p>Your clauses and the time range are kept.</p>
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      </Problem>
    );
  const segments = segmentsOf(q);
  const at = segments.findIndex(({ errors }) => errors.includes(error));
  const wrong = segments[at];
  return (
    <Problem title="The query was not run">
      {parse.errors.map((each) => (
        <p key={`${each.start} ${each.message}`}>{sentenceOf(each, segments.length)}</p>
      ))}
      <p>Your other clauses, the time range and the selected trace are kept. Nothing was left out silently.</p>
      <div className="pl-row">
        {error.suggestion === undefined ? null : (
          <Button look="primary" onClick={() => onQuery(repaired(q, error))}>
            Use {shortText(error.suggestion)}
          </Button>
        )}
        {wrong === undefined ? null : (
          <>
            <Button look={error.suggestion === undefined ? "primary" : "plain"} onClick={() => onEdit(at)}>
              Edit clause {at + 1}
            </Button>
            <Button look="quiet" onClick={() => onQuery(replaceSegment(q, wrong, ""))}>
              Remove it
            </Button>
          </>
        )}
      </div>
    </Problem>
  );
}

function repaired(q: string, { start, end, suggestion }: QueryError): string {
  return canonicalText(`${q.slice(0, start)}${suggestion ?? ""}${q.slice(end)}`);
}

function sentenceOf({ clause, message }: QueryError, count: number): string {
  return clause === undefined || count < 2 ? message : `Clause ${clause}: ${message}`;
}

function Problem({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <EmptyState title={title} icon={<StatusIcon status="error" />}>
      {children}
    </EmptyState>
  );
}
