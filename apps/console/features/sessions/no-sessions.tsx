"use client";

import { Button } from "@plumbline/ui/button";
import { CodeBlock } from "@plumbline/ui/code-block";
import { EmptyState } from "@plumbline/ui/empty-state";
import { useClock } from "~/lib/clock";
import { describeTimeRange, type TimeRange } from "~/lib/time-range";

const pythonExample = `# OpenInference: every span inside belongs to the session and user
from openinference.instrumentation import using_attributes

with using_attributes(session_id="chat-4711", user_id="user-42"):
    answer = agent.run(question)`;

const nodeExample = `// OpenTelemetry: on the root span of a request is enough
span.setAttribute("session.id", conversation.id);
span.setAttribute("user.id", user.id);`;

/** Nothing matches, in a project that may well have sessions: what was looked for, and what to loosen. */
export function NoMatchingSession({
  range,
  isFiltered,
  onRange,
  onClear,
}: {
  readonly range: TimeRange;
  readonly isFiltered: boolean;
  readonly onRange: (range: TimeRange) => void;
  readonly onClear: () => void;
}) {
  const clock = useClock();
  const isLongest = range.kind === "last" && range.preset === "30d";
  return (
    <EmptyState title={isFiltered ? "No session matches" : "No session was active in this period"}>
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
      {isFiltered ? null : <HowSessionsAreMade />}
    </EmptyState>
  );
}

/** Which attributes make a session; shown wherever there is none. */
export function HowSessionsAreMade() {
  return (
    <>
      <p>
        A session is made of all traces that carry the same id. It is read from{" "}
        <code className="pl-mono">session.id</code> (OpenInference, OpenTelemetry),{" "}
        <code className="pl-mono">gen_ai.conversation.id</code> (OpenTelemetry GenAI) or{" "}
        <code className="pl-mono">gen_ai.session.id</code> (LoongSuite), on any span of the trace; the root's counts
        first. <code className="pl-mono">user.id</code> says whose it is.
      </p>
      <CodeBlock code={nodeExample} label="Copy the example for OpenTelemetry" />
      <CodeBlock code={pythonExample} label="Copy the example for OpenInference" />
      <p>This page listens: new sessions appear within half a minute.</p>
    </>
  );
}
