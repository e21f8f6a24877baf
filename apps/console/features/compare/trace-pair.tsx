"use client";

import type { TraceTextsResponse } from "@plumbline/public-api/routes/get-trace-texts";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import styles from "./compare.module.css";
import type { CompareProject } from "./compare-page";
import pair from "./pair.module.css";
import { DiffLegend, TextPair } from "./text-pair";

/** Input and output of the two traces, while no span is chosen. */
export function TracePair({
  project,
  a,
  b,
}: {
  readonly project: CompareProject;
  readonly a: TraceItem;
  readonly b: TraceItem;
}) {
  const [own, other] = [useTexts(project.id, a.traceId), useTexts(project.id, b.traceId)];
  const failed = [own, other].find((query) => query.isError);
  return (
    <section className={pair.panel} aria-label="Texts of the traces">
      <header className={pair.panelHead}>
        <h2 className="pl-heading">Input and output of the traces</h2>
        <DiffLegend />
      </header>
      {failed !== undefined ? (
        <Notice tone="warn" className="m-3" title="The texts could not be read. The rows are kept.">
          {failed.error?.message}
        </Notice>
      ) : own.data === undefined || other.data === undefined ? (
        <div className={styles.skeletons}>
          <Skeleton width="60%" />
          <Skeleton width="80%" />
        </div>
      ) : (
        (["input", "output"] as const).map((side) => (
          <TextPair
            key={side}
            title={side === "input" ? "Input" : "Output"}
            a={own.data[side]?.text}
            b={other.data[side]?.text}
            isCut={own.data[side]?.isCut === true || other.data[side]?.isCut === true}
          />
        ))
      )}
      {a.errorMessage === null && b.errorMessage === null ? null : (
        <TextPair title="Error" a={a.errorMessage ?? undefined} b={b.errorMessage ?? undefined} />
      )}
      <p className={pair.hint}>Choose a row to compare two spans.</p>
    </section>
  );
}

function useTexts(projectId: string, traceId: string) {
  const path = `/v1/projects/${projectId}/traces/${traceId}/texts`;
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => callApi<TraceTextsResponse>(path, { signal }),
    staleTime: 5 * 60_000,
  });
}
