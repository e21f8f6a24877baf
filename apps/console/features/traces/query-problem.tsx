"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";
import type { ReactNode } from "react";
import { type Clause, clauseProblem } from "./clauses";

/** Instead of rows: which clause cannot be run and why, or what else failed. Everything that was set is kept. */
export function QueryProblem({
  clauses,
  problem,
  onEdit,
  onRemove,
  onRetry,
}: {
  readonly clauses: readonly Clause[];
  readonly problem: string | undefined;
  readonly onEdit: (clause: Clause) => void;
  readonly onRemove: (clause: Clause) => void;
  readonly onRetry: () => void;
}) {
  const at = clauses.findIndex((clause) => clauseProblem(clause) !== undefined);
  const wrong = clauses[at];
  if (wrong !== undefined)
    return (
      <Problem title="The query was not run">
        <p>
          Clause {at + 1}: {clauseProblem(wrong)}
        </p>
        <p>Your other clauses and the time range are kept. Nothing was left out silently.</p>
        <div className="pl-row">
          <Button look="primary" onClick={() => onEdit(wrong)}>
            Edit clause {at + 1}
          </Button>
          <Button look="quiet" onClick={() => onRemove(wrong)}>
            Remove it
          </Button>
        </div>
      </Problem>
    );
  return (
    <Problem title="The traces were not listed">
      <p>{problem}</p>
      <p>Your clauses and the time range are kept.</p>
      <Button look="primary" onClick={onRetry}>
        Try again
      </Button>
    </Problem>
  );
}

function Problem({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <EmptyState title={title} icon={<StatusIcon status="error" />}>
      {children}
    </EmptyState>
  );
}
