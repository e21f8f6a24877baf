"use client";

import { Button } from "@plumbline/ui/button";
import { CodeBlock } from "@plumbline/ui/code-block";
import { EmptyState } from "@plumbline/ui/empty-state";
import { useClock } from "~/lib/clock";
import { describeTimeRange, type TimeRange } from "~/lib/time-range";

const nodeExample = `// OpenTelemetry: on the root span of a request is enough
span.setAttribute("user.id", user.id);`;

const pythonExample = `# OpenInference: every span inside belongs to the user
from openinference.instrumentation import using_user

with using_user("user-42"):
    answer = agent.run(question)`;

/** No user to list: what was looked for, what to loosen, and which attribute names a user. */
export function NoUsers({
  project,
  isEmptyProject,
  range,
  isFiltered,
  onRange,
  onClear,
}: {
  readonly project: { readonly name: string };
  readonly isEmptyProject: boolean;
  readonly range: TimeRange;
  readonly isFiltered: boolean;
  readonly onRange: (range: TimeRange) => void;
  readonly onClear: () => void;
}) {
  const clock = useClock();
  const isLongest = range.kind === "last" && range.preset === "30d";
  const title = isEmptyProject
    ? `No user has appeared in ${project.name} yet`
    : isFiltered
      ? "No user matches"
      : "No trace of this period names a user";
  return (
    <EmptyState title={title}>
      <p>
        Looked at: {describeTimeRange(range, clock).toLowerCase()}
        {isFiltered ? ", with the filter above" : ""}.
      </p>
      <div className="pl-row">
        {isLongest ? null : (
          <Button look="primary" onClick={() => onRange({ kind: "last", preset: "30d" })}>
            Look at the last 30 days
          </Button>
        )}
        {isFiltered ? <Button onClick={onClear}>Remove the filter</Button> : null}
      </div>
      {isFiltered ? null : (
        <>
          <p>
            The user is read from <code className="pl-mono">user.id</code> (OpenInference, OpenTelemetry),{" "}
            <code className="pl-mono">enduser.id</code> or <code className="pl-mono">gen_ai.user.id</code> (LoongSuite),
            on any span of the trace; the root's counts first.
          </p>
          <CodeBlock code={nodeExample} label="Copy the example for OpenTelemetry" />
          <CodeBlock code={pythonExample} label="Copy the example for OpenInference" />
        </>
      )}
    </EmptyState>
  );
}
