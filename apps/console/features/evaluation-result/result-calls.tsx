"use client";

import type { ListJudgeCallsResponse } from "@plumbline/public-api/routes/list-judge-calls";
import { CopyButton } from "@plumbline/ui/copy-button";
import { Skeleton } from "@plumbline/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "~/lib/api-client";
import { formatDuration, formatTokens } from "~/lib/format";
import styles from "./result.module.css";

/** Every call to the judge, for audit: what was asked, what came back. Fetched when opened. */
export function ResultCalls({
  projectId,
  evaluationId,
  count,
}: {
  readonly projectId: string;
  readonly evaluationId: string;
  readonly count: number;
}) {
  const [isOpen, setOpen] = useState(false);
  const calls = useQuery({
    queryKey: ["judge-calls", projectId, evaluationId, count],
    queryFn: () => callApi<ListJudgeCallsResponse>(`/v1/projects/${projectId}/evaluations/${evaluationId}/judge-calls`),
    enabled: isOpen,
  });
  if (count === 0) return null;
  return (
    <details className={styles.calls} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{count === 1 ? "1 judge call" : `${count} judge calls`}, with what was asked and answered</summary>
      {calls.isPending && isOpen ? <Skeleton /> : null}
      {calls.error === null ? null : <p className="pl-field-error">{calls.error.message}</p>}
      <ul>
        {calls.data?.items.map((call) => (
          <li key={call.id}>
            <details>
              <summary>
                <span className="pl-mono">{call.purpose}</span>
                <span data-outcome={call.outcome === "ok" ? undefined : "bad"}>
                  {call.outcome.replaceAll("_", " ")}
                </span>
                <span className="pl-dim">
                  {formatDuration(call.durationMs)}, {formatTokens(call.promptTokens)} in,{" "}
                  {formatTokens(call.completionTokens)} out
                </span>
              </summary>
              <CallText title={`Asked of ${call.modelRequested}`} text={JSON.stringify(call.request, null, 2)} />
              <CallText
                title={`Answered${call.modelAnswered === null ? "" : ` by ${call.modelAnswered}`}`}
                text={call.answer}
              />
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

function CallText({ title, text }: { readonly title: string; readonly text: string | null }) {
  return (
    <div className={styles.callText}>
      <span className="pl-label">{title}</span>
      {text === null ? null : <CopyButton text={text} />}
      <pre>{text ?? "No answer."}</pre>
    </div>
  );
}
