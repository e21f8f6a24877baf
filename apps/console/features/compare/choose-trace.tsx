"use client";

import type { SimilarSuccessResponse } from "@plumbline/public-api/routes/get-similar-success";
import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Icon } from "@plumbline/ui/icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { TextInput } from "@plumbline/ui/text-input";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import { fieldEquals } from "~/lib/field-equals";
import { cutMiddle, formatDuration, formatTime } from "~/lib/format";
import styles from "./compare.module.css";
import type { CompareProject } from "./compare-page";
import { stateOf } from "./trace-state";

const msPerDay = 86_400_000;
const daysBack = 30;
const choicesMax = 6;

/** A trace by its id, the most similar recent success of the other side, or a recent one of the same name. */
export function ChooseTrace({
  project,
  otherTraceId,
  onChoose,
}: {
  readonly project: CompareProject;
  readonly otherTraceId: string | undefined;
  readonly onChoose: (traceId: string) => void;
}) {
  const [text, setText] = useState("");
  const digits = text.trim().replaceAll("-", "").toLowerCase();
  const isPrefix = /^[0-9a-f]{4,32}$/.test(digits);
  const found = useTraces(project.id, isPrefix ? { traceId: digits } : undefined);
  const other = useOtherTrace(project.id, otherTraceId);
  const recent = useTraces(
    project.id,
    other === undefined ? {} : { q: fieldEquals("name", other.name), application: other.application },
  );
  const isWrong = text.trim() !== "" && !isPrefix;
  const choices = (isPrefix ? found.data?.items : recent.data?.items)?.filter(
    ({ traceId }) => traceId !== otherTraceId,
  );
  return (
    <div className={styles.choose}>
      <TextInput
        mono
        autoFocus
        aria-label="Trace id, or its beginning"
        aria-invalid={isWrong ? true : undefined}
        placeholder="Trace id, or its beginning"
        value={text}
        before={<Icon name="search" size="small" />}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const [first] = choices ?? [];
          if (event.key !== "Enter" || !isPrefix) return;
          if (digits.length === 32) onChoose(digits);
          else if (first !== undefined) onChoose(first.traceId);
        }}
      />
      {isWrong ? <p className={styles.headError}>An id is made of hex digits; the first four are enough.</p> : null}
      {otherTraceId === undefined || isPrefix ? null : (
        <SimilarSuccess project={project} traceId={otherTraceId} onChoose={onChoose} />
      )}
      <p className="pl-label">
        {isPrefix
          ? "Traces that begin with it"
          : other === undefined
            ? "Newest traces"
            : `Newest of ${other.name} in ${other.application}`}
      </p>
      <Choices choices={choices} isPending={isPrefix ? found.isPending : recent.isPending} onChoose={onChoose} />
    </div>
  );
}

function SimilarSuccess({
  project,
  traceId,
  onChoose,
}: {
  readonly project: CompareProject;
  readonly traceId: string;
  readonly onChoose: (traceId: string) => void;
}) {
  const clock = useClock();
  const path = `/v1/projects/${project.id}/traces/${traceId}/similar-success`;
  const { data, isError } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => callApi<SimilarSuccessResponse>(path, { signal }),
    staleTime: 60_000,
  });
  const similar = data?.similar;
  return (
    <>
      <p className="pl-label">Most similar recent success</p>
      {similar === undefined || similar === null ? (
        <p className="pl-dim">
          {isError
            ? "It could not be looked for; the others can still be chosen."
            : data === undefined
              ? "Looking…"
              : "None in the 7 days before the other trace."}
        </p>
      ) : (
        <button type="button" className={styles.choice} onClick={() => onChoose(similar.traceId)}>
          <StatusIcon status="ok" size="small" />
          <span className="pl-mono">{cutMiddle(similar.traceId)}</span>
          <span>{formatDuration(similar.durationMs)}</span>
          <span className="pl-dim">{formatTime(similar.startTime, clock)}</span>
        </button>
      )}
    </>
  );
}

function Choices({
  choices,
  isPending,
  onChoose,
}: {
  readonly choices: readonly TraceItem[] | undefined;
  readonly isPending: boolean;
  readonly onChoose: (traceId: string) => void;
}) {
  const clock = useClock();
  if (choices === undefined) return <p className="pl-dim">{isPending ? "Looking…" : "They could not be listed."}</p>;
  if (choices.length === 0) return <p className="pl-dim">None in the last {daysBack} days.</p>;
  return (
    <ul>
      {choices.slice(0, choicesMax).map((trace) => (
        <li key={trace.traceId}>
          <button type="button" className={styles.choice} onClick={() => onChoose(trace.traceId)}>
            <StatusIcon status={stateOf(trace)} size="small" />
            <span className="pl-cut">{trace.input ?? trace.name}</span>
            <span>{formatDuration(trace.durationMs)}</span>
            <span className="pl-dim">{formatTime(trace.startTime, clock)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function useTraces(projectId: string, filter: Readonly<Record<string, string>> | undefined) {
  const path = `/v1/projects/${projectId}/traces`;
  return useQuery({
    queryKey: [path, "choices", filter],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - daysBack * msPerDay).toISOString();
      return callApi<ListTracesResponse>(path, { query: { ...filter, from, limit: choicesMax + 1 }, signal });
    },
    enabled: filter !== undefined,
    staleTime: 15_000,
  });
}

/** The other side's trace, which the page has read already. */
function useOtherTrace(projectId: string, traceId: string | undefined): TraceItem | undefined {
  const queries = useQueryClient();
  if (traceId === undefined) return undefined;
  const path = `/v1/projects/${projectId}/traces/${traceId}`;
  return queries.getQueryData<TraceTreeResponse>(["trace-tree", path])?.trace;
}
