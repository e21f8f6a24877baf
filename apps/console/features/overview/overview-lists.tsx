"use client";

import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import type { ErrorGroupsResponse } from "@plumbline/public-api/routes/list-error-groups";
import type { SlowestSpansResponse } from "@plumbline/public-api/routes/list-slowest-spans";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { Skeleton } from "@plumbline/ui/skeleton";
import { SparkBars } from "@plumbline/ui/spark-bars";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import type { ReactNode } from "react";
import { useClock } from "~/lib/clock";
import { formatCount, formatDuration, formatPercent, formatPlural, formatTime, formatTimeExactly } from "~/lib/format";
import styles from "./overview.module.css";
import type { Dimension } from "./overview-params";
import { errorItems, filterItems, spanItems, tracesHref } from "./traces-query";
import { type ListProps, useList } from "./use-list";

const rowsMax = 8;

/** Where to look next: each row leads to its traces. */
export function OverviewLists(props: ListProps) {
  return (
    <div className={styles.lists}>
      <Applications {...props} />
      <SlowestSpans {...props} />
      <ErrorGroups {...props} />
    </div>
  );
}

function Applications(props: ListProps) {
  const { params, project } = props;
  const { application } = params;
  // The route lists all of them; what is chosen is shown alone.
  const list = useList<ListApplicationsResponse>(props, "applications", ["environment"]);
  const items = list.data?.items.filter((item) => application === undefined || item.application === application);
  return (
    <List
      title="Applications"
      href={`/p/${project.slug}/applications`}
      note={ofAll(props, ["model", "spanName"])}
      error={list.error}
      heads={[["Name"], ["Over time", "wide"], ["Requests", "end"], ["Errors", "end"], ["p95", "end"]]}
      isEmpty={items?.length === 0}
      empty="No application sent a trace in this period."
    >
      {items?.slice(0, rowsMax).map((item) => (
        <tr key={item.application}>
          <td className={styles.name} title={item.application}>
            <Link
              prefetch={false}
              href={tracesHref(
                project.slug,
                params,
                filterItems({ ...params, application: item.application, model: undefined, spanName: undefined }),
              )}
            >
              {item.application}
            </Link>
          </td>
          <td>
            <SparkBars
              bars={item.pulse.map((bucket) => ({ value: bucket.traces, bad: bucket.errors }))}
              label={`${formatPlural(item.traces, "request")}, ${formatPlural(item.errors, "error")}`}
            />
          </td>
          <td data-align="end">{formatCount(item.traces)}</td>
          <td data-align="end" className={item.errors > 0 ? styles.bad : "pl-dim"}>
            {item.errors > 0 ? <StatusIcon status="error" size="small" /> : null}
            {formatPercent(item.traces === 0 ? 0 : item.errors / item.traces)}
          </td>
          <td data-align="end">
            {item.p95Ms === null ? <span className="pl-dim">none</span> : formatDuration(item.p95Ms)}
          </td>
        </tr>
      ))}
    </List>
  );
}

function SlowestSpans(props: ListProps) {
  const list = useList<SlowestSpansResponse>(props, "metrics/slowest-spans", [
    "application",
    "model",
    "spanName",
    "environment",
  ]);
  return (
    <List
      title="Slowest span names"
      error={list.error}
      heads={[["Name"], ["p95", "end"], ["p50", "end"], ["Count", "short"], ["Time", "short"]]}
      isEmpty={list.data?.items.length === 0}
      empty="No span ended in this period."
    >
      {list.data?.items.slice(0, rowsMax).map((item) => (
        <tr key={`${item.spanName} ${item.kind}`}>
          <td className={styles.name} title={item.spanName}>
            <Link
              prefetch={false}
              href={tracesHref(
                props.project.slug,
                props.params,
                spanItems(props.params, item.spanName, item.kind),
                "-duration",
              )}
            >
              <KindIcon kind={item.kind} /> {item.spanName}
            </Link>
          </td>
          <td data-align="end">
            <b>{item.p95Ms === null ? "none" : formatDuration(item.p95Ms)}</b>
          </td>
          <td data-align="end" className="pl-soft">
            {item.p50Ms === null ? "none" : formatDuration(item.p50Ms)}
          </td>
          <td data-align="end" className="pl-soft">
            {formatCount(item.count)}
          </td>
          <td data-align="end" className="pl-soft">
            {item.timeShare === null ? <span className="pl-dim">none</span> : formatPercent(item.timeShare)}
          </td>
        </tr>
      ))}
    </List>
  );
}

function ErrorGroups(props: ListProps) {
  const clock = useClock();
  const list = useList<ErrorGroupsResponse>(props, "metrics/error-groups", ["application", "environment"]);
  return (
    <List
      title="Error groups"
      note={ofAll(props, ["model", "spanName"])}
      error={list.error}
      heads={[["Type, span name and message"], ["Count", "short"], ["Last", "time"]]}
      isEmpty={list.data?.items.length === 0}
      empty="Nothing failed in this period."
    >
      {list.data?.items.slice(0, rowsMax).map((item) => (
        <tr key={`${item.errorType} ${item.shape}`}>
          <td title={item.message ?? undefined} className={styles.failure}>
            <Link prefetch={false} href={tracesHref(props.project.slug, props.params, errorItems(props.params, item))}>
              <span className="pl-mono">{item.errorType ?? "no type"}</span>
            </Link>
            {item.isNew ? (
              <span className={styles.isNew} title={`First seen ${formatTimeExactly(item.firstSeen, clock)}`}>
                new
              </span>
            ) : null}{" "}
            <span className="pl-soft">{item.spanName}</span>
            <p className="pl-dim">{item.shape}</p>
          </td>
          <td data-align="end">
            <b>{formatCount(item.occurrences)}</b>
          </td>
          <td data-align="end" className="pl-soft">
            {formatTime(item.lastSeen, clock)}
          </td>
        </tr>
      ))}
    </List>
  );
}

/** Why a list may hold more than the charts. */
function ofAll({ params }: ListProps, unknown: readonly Dimension[]): string | undefined {
  const names = unknown.filter((dimension) => params[dimension] !== undefined);
  if (names.length === 0) return undefined;
  return `of all ${names.map((dimension) => (dimension === "model" ? "models" : "span names")).join(" and ")}`;
}

function List({
  title,
  note,
  href,
  heads,
  error,
  isEmpty,
  empty,
  children,
}: {
  readonly title: string;
  /** Stands behind the title. */
  readonly note?: string | undefined;
  readonly href?: string;
  /** Title and width of each column; the first, of text, has what the others leave. */
  readonly heads: readonly (readonly [title: string, look?: keyof typeof columnLooks])[];
  readonly error: Error | null;
  readonly isEmpty: boolean;
  readonly empty: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.list} aria-label={title}>
      <div className={styles.listHead}>
        <h2>
          {title} {note === undefined ? null : <span className="pl-dim">{note}</span>}
        </h2>
        {href === undefined ? null : (
          <Link prefetch={false} href={href}>
            All
          </Link>
        )}
      </div>
      {error !== null && children === undefined ? (
        <p className={styles.listNote}>{error.message}</p>
      ) : isEmpty ? (
        <p className={styles.listNote}>{empty}</p>
      ) : (
        <table className="pl-table">
          <thead>
            <tr>
              {heads.map(([head, look]) => (
                <th
                  key={head}
                  data-align={look === undefined ? undefined : "end"}
                  className={look === undefined ? undefined : columnLooks[look]}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children ?? <SkeletonRows columns={heads.length} />}</tbody>
        </table>
      )}
    </section>
  );
}

const columnLooks = {
  end: styles.figure,
  short: styles.figureShort,
  wide: styles.figureWide,
  time: styles.time,
} as const;

function SkeletonRows({ columns }: { readonly columns: number }) {
  return [150, 110, 130, 90].map((width) => (
    <tr key={width}>
      <td>
        <Skeleton width={width} />
      </td>
      {Array.from({ length: columns - 1 }, (_, index) => (
        <td key={index} data-align="end">
          <Skeleton width={32} />
        </td>
      ))}
    </tr>
  ));
}
