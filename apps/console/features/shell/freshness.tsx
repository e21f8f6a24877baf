"use client";

import { useHydrated } from "@plumbline/ui/use-hydrated";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callApi } from "~/lib/api-client";
import { formatAge } from "~/lib/format";

interface FreshnessAnswer {
  readonly newestReceivedAt: string | null;
  readonly ageMs: number | null;
}

const pollMs = 10_000;
const silentMs = 10 * 60_000;

/** How old the newest span is. Says so when nothing arrives, with the likely reason. */
export function Freshness({ projectId }: { readonly projectId: string }) {
  const isHydrated = useHydrated();
  const { data, dataUpdatedAt, isError } = useQuery({
    queryKey: ["freshness", projectId],
    queryFn: ({ signal }) => callApi<FreshnessAnswer>(`/v1/projects/${projectId}/freshness`, { signal }),
    refetchInterval: pollMs,
    staleTime: pollMs,
  });
  const nowMs = useSeconds();
  if (!isHydrated || (data === undefined && !isError)) return <span className="pl-freshness">&nbsp;</span>;
  if (data === undefined)
    return (
      <span className="pl-freshness" data-state="late" title="The console did not answer. It is asked again.">
        <i aria-hidden="true" />
        <FreshnessText before="Freshness">unknown</FreshnessText>
      </span>
    );
  if (data.ageMs === null)
    return (
      <span className="pl-freshness" data-state="none" title="No span has arrived in this project yet.">
        <i aria-hidden="true" />
        <FreshnessText after="for spans">Listening</FreshnessText>
      </span>
    );
  const ageMs = data.ageMs + Math.max(0, nowMs - dataUpdatedAt);
  const isSilent = ageMs >= silentMs;
  return (
    <span
      className="pl-freshness"
      data-state={isError ? "late" : isSilent ? "silent" : "fresh"}
      title={
        isSilent
          ? "No application has sent a span lately, or its exporter is refused: look at its log for 401 answers."
          : "Time since the newest span was stored."
      }
    >
      <i aria-hidden="true" />
      {isSilent ? (
        <FreshnessText before="No spans for">{formatAge(ageMs)}</FreshnessText>
      ) : (
        <FreshnessText before="Newest span" after="ago">
          {formatAge(ageMs)}
        </FreshnessText>
      )}
    </span>
  );
}

/** On a narrow screen the words around the figure are only spoken. */
function FreshnessText({
  before,
  after,
  children,
}: {
  readonly before?: string;
  readonly after?: string;
  readonly children: string;
}) {
  return (
    <span>
      {before === undefined ? null : <span className="max-md:sr-only">{before} </span>}
      {children}
      {after === undefined ? null : <span className="max-md:sr-only"> {after}</span>}
    </span>
  );
}

function useSeconds(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
