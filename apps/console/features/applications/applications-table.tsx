"use client";

import { Icon } from "@plumbline/ui/icon";
import { Skeleton } from "@plumbline/ui/skeleton";
import { SparkBars } from "@plumbline/ui/spark-bars";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPlural,
  formatTime,
  formatTimeExactly,
  formatTokens,
} from "~/lib/format";
import { formatTimeRange, type TimeRange } from "~/lib/time-range";
import { tracesPath } from "~/lib/trace-links";
import { useRowKeys } from "~/lib/use-row-keys";
import { type Application, type ApplicationOrder, inOrder } from "./application-order";

const columns: readonly { readonly order: ApplicationOrder; readonly title: string }[] = [
  { order: "requests", title: "Requests" },
  { order: "errors", title: "Errors" },
  { order: "p50", title: "p50" },
  { order: "p95", title: "p95" },
  { order: "tokens", title: "Tokens" },
  { order: "cost", title: "Cost" },
  { order: "seen", title: "Last seen" },
];

const skeletonWidths = [140, 96, 120, 104, 132, 88];

/** A row opens the traces of its application in the same period. */
export function ApplicationsTable({
  project,
  range,
  applications,
  order,
  onOrder,
  isStale,
}: {
  readonly project: { readonly slug: string };
  readonly range: TimeRange;
  /** Undefined while they are loading. */
  readonly applications: readonly Application[] | undefined;
  readonly order: ApplicationOrder;
  readonly onOrder: (order: ApplicationOrder) => void;
  /** The figures are of the range before. */
  readonly isStale: boolean;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = applications === undefined ? undefined : inOrder(applications, order);
  const hrefOf = (application: string) =>
    tracesPath(project.slug, { ...Object.fromEntries(formatTimeRange(range)), application });
  const { selected } = useRowKeys({
    noun: "application",
    keys: shown?.map((one) => one.application) ?? [],
    body,
    open: (application) => router.push(hrefOf(application)),
  });
  return (
    <table className={isStale ? "pl-table apps-stale" : "pl-table"} aria-busy={applications === undefined || isStale}>
      <thead>
        <tr>
          <th className="apps-name">Application</th>
          <th className="apps-pulse">Requests over time</th>
          {columns.map((column) => (
            <th
              key={column.order}
              scope="col"
              data-align="end"
              aria-sort={column.order === order ? "descending" : undefined}
            >
              <button type="button" className="pl-sort" onClick={() => onOrder(column.order)}>
                {column.title}
                {column.order === order ? <Icon name="down" size="tiny" /> : null}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {shown === undefined
          ? skeletonWidths.map((width) => <SkeletonRow key={width} width={width} />)
          : shown.map((application) => (
              <ApplicationRow
                key={application.application}
                application={application}
                href={hrefOf(application.application)}
                overviewHref={`/p/${encodeURIComponent(project.slug)}/overview?${new URLSearchParams([...formatTimeRange(range), ["application", application.application]])}`}
                isSelected={application.application === selected}
              />
            ))}
      </tbody>
    </table>
  );
}

function ApplicationRow({
  application,
  href,
  overviewHref,
  isSelected,
}: {
  readonly application: Application;
  readonly href: string;
  readonly overviewHref: string;
  readonly isSelected: boolean;
}) {
  const clock = useClock();
  const router = useRouter();
  const { traces, errors } = application;
  const share = traces === 0 ? 0 : errors / traces;
  return (
    <tr data-clickable="" data-selected={isSelected ? "" : undefined} onClick={() => router.push(href)}>
      <td className="apps-name">
        <Link href={href} prefetch={false} onClick={(event) => event.stopPropagation()}>
          {application.application}
        </Link>
        <Link
          href={overviewHref}
          prefetch={false}
          className="apps-chart"
          aria-label={`Figures of ${application.application} over time`}
          title="Its figures over time"
          onClick={(event) => event.stopPropagation()}
        >
          <Icon name="overview" size="tiny" />
        </Link>
      </td>
      <td className="apps-pulse">
        <SparkBars
          bars={application.pulse.map((bucket) => ({ value: bucket.traces, bad: bucket.errors }))}
          label={`${formatPlural(traces, "request")}, ${formatPlural(errors, "error")} in 24 equal parts of the period`}
        />
      </td>
      <td data-align="end" className="apps-count">
        {formatCount(traces)} <span className="apps-unit">{traces === 1 ? "request" : "requests"}</span>
      </td>
      <td data-align="end" className="apps-error-cell">
        <span
          className="apps-errors"
          data-bad={errors > 0 ? "" : undefined}
          title={`${formatCount(errors)} of ${formatCount(traces)} failed`}
        >
          {errors > 0 ? <StatusIcon status="error" size="small" /> : null}
          {formatCount(errors)} <span className="pl-dim font-normal">{formatPercent(share)}</span>
        </span>
      </td>
      <td data-align="end" className="apps-wide pl-soft">
        <Duration ms={application.p50Ms} />
      </td>
      <td data-align="end" className="apps-p95">
        <span className="apps-unit">p95 </span>
        <Duration ms={application.p95Ms} />
      </td>
      <td
        data-align="end"
        className="apps-wide pl-soft"
        title={
          application.tokens === null
            ? "No span reported its tokens"
            : `${formatTokens(application.tokens.input)} in, ${formatTokens(application.tokens.output)} out`
        }
      >
        {application.tokens === null ? (
          <span className="pl-dim">not reported</span>
        ) : (
          formatTokens(application.tokens.total)
        )}
      </td>
      <td data-align="end" className="apps-wide pl-soft">
        {application.cost === null ? <span className="pl-dim">no price</span> : formatCost(application.cost)}
      </td>
      <td data-align="end" className="apps-seen pl-soft" title={formatTimeExactly(application.lastSeen, clock)}>
        {formatTime(application.lastSeen, clock)}
      </td>
    </tr>
  );
}

function Duration({ ms }: { readonly ms: number | null }) {
  return ms === null ? <span className="pl-dim">all running</span> : formatDuration(ms);
}

function SkeletonRow({ width }: { readonly width: number }) {
  return (
    <tr>
      <td className="apps-name">
        <Skeleton width={width} />
      </td>
      <td className="apps-pulse">
        <Skeleton width="90%" />
      </td>
      {[40, 36, 44, 45, 52, 50, 56].map((cell) => (
        <td key={cell} data-align="end">
          <Skeleton width={cell} />
        </td>
      ))}
    </tr>
  );
}
