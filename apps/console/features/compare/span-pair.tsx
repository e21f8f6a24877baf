"use client";

import type { SpanContentsResponse } from "@plumbline/public-api/routes/list-span-contents";
import type { SpanTreeRow } from "@plumbline/public-api/span-columns";
import { IconButton } from "@plumbline/ui/icon-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "~/lib/api-client";
import { formatCost } from "~/lib/cost-text";
import { formatDuration, formatTokens } from "~/lib/format";
import { tracePath } from "~/lib/trace-links";
import styles from "./compare.module.css";
import { type CompareRow, tokensOf } from "./compare-model";
import type { CompareProject } from "./compare-page";
import type { Side } from "./compare-params";
import { divergenceNames } from "./compare-row";
import pair from "./pair.module.css";
import { DiffLegend, TextPair } from "./text-pair";

/** Both spans of a row: their figures beside each other, their texts as one with what differs. */
export function SpanPair({
  project,
  traceIds,
  row,
  onClose,
}: {
  readonly project: CompareProject;
  readonly traceIds: Readonly<Record<Side, string>>;
  readonly row: CompareRow;
  readonly onClose: () => void;
}) {
  const a = useContent(project.id, traceIds.a, row.a?.spanId);
  const b = useContent(project.id, traceIds.b, row.b?.spanId);
  const isPending = (row.a !== undefined && a.isPending) || (row.b !== undefined && b.isPending);
  const error = a.error ?? b.error;
  const span = row.a ?? row.b;
  return (
    <section className={pair.panel} aria-label={`Spans ${span?.name ?? ""}`}>
      <header className={pair.panelHead}>
        {span === undefined ? null : <KindIcon kind={span.kind} />}
        <h2 className="pl-heading pl-cut">{span?.name}</h2>
        {row.divergence === undefined ? null : <span className={styles.mark}>{divergenceNames[row.divergence]}</span>}
        <DiffLegend />
        <IconButton
          icon="close"
          look="quiet"
          size="small"
          label="Back to the texts of the traces (Esc)"
          onClick={onClose}
        />
      </header>
      <div className={pair.pair}>
        {(["a", "b"] as const).map((side) => (
          <SpanFacts
            key={side}
            side={side}
            span={row[side]}
            href={`${tracePath(project.slug, traceIds[side])}?span=${row[side]?.spanId ?? ""}`}
          />
        ))}
      </div>
      {error !== null ? (
        <Notice tone="warn" className="m-3" title="The content of these spans could not be read. The rows are kept.">
          {error.message}
        </Notice>
      ) : isPending ? (
        <div className={styles.skeletons}>
          <Skeleton width="60%" />
          <Skeleton width="80%" />
        </div>
      ) : (
        <>
          <TextPair title="Input" a={a.data?.content.input?.text} b={b.data?.content.input?.text} />
          <TextPair title="Output" a={a.data?.content.output?.text} b={b.data?.content.output?.text} />
          {row.a?.errorMessage == null && row.b?.errorMessage == null ? null : (
            <TextPair title="Error" a={row.a?.errorMessage ?? undefined} b={row.b?.errorMessage ?? undefined} />
          )}
        </>
      )}
    </section>
  );
}

function SpanFacts({
  side,
  span,
  href,
}: {
  readonly side: Side;
  readonly span: SpanTreeRow | undefined;
  readonly href: string;
}) {
  if (span === undefined)
    return (
      <div className={pair.facts}>
        <span className={styles.letter} data-side={side}>
          {side.toUpperCase()}
        </span>
        <span className="pl-dim">has no such span</span>
      </div>
    );
  const tokens = tokensOf(span);
  return (
    <div className={pair.facts}>
      <span className={styles.letter} data-side={side}>
        {side.toUpperCase()}
      </span>
      <StatusIcon
        status={span.status === "error" ? "error" : span.durationMs === null ? "running" : "ok"}
        size="small"
      />
      <b>{span.durationMs === null ? "running" : formatDuration(span.durationMs)}</b>
      {span.model === null ? null : <span className="pl-cut">{span.model}</span>}
      {tokens === null ? null : <span>{formatTokens(tokens)} tokens</span>}
      {span.cost === null ? null : <span>{formatCost(span.cost)}</span>}
      <Link href={href} prefetch={false}>
        Open in its trace
      </Link>
    </div>
  );
}

function useContent(projectId: string, traceId: string, spanId: string | undefined) {
  const path = `/v1/projects/${projectId}/traces/${traceId}/contents`;
  return useQuery({
    queryKey: [path, spanId],
    queryFn: async ({ signal }) => {
      const { items } = await callApi<SpanContentsResponse>(path, { query: { spanIds: spanId }, signal });
      return items[0] ?? null;
    },
    enabled: spanId !== undefined,
    staleTime: 5 * 60_000,
  });
}
