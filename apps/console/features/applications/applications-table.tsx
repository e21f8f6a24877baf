"use client";

import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import { Skeleton } from "@plumbline/ui/skeleton";
import { SparkBars } from "@plumbline/ui/spark-bars";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useClock } from "~/lib/clock";
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

type Application = ListApplicationsResponse["items"][number];

const skeletonWidths = [140, 96, 120, 104, 132, 88];

/** Busiest first. A row opens the traces of its application in the same period. */
export function ApplicationsTable({
  project,
  range,
  applications,
  isStale,
}: {
  readonly project: { readonly slug: string };
  readonly range: TimeRange;
  /** Undefined while they are loading. */
  readonly applications: readonly Application[] | undefined;
  /** The figures are of the range before. */
  readonly isStale: boolean;
}) {
  return (
    <table className={isStale ? "pl-table apps-stale" : "pl-table"} aria-busy={applications === undefined || isStale}>
      <thead>
        <tr>
          <th className="apps-name">Application</th>
          <th className="apps-pulse">Requests over time</th>
          <th data-align="end">Requests</th>
          <th data-align="end">Errors</th>
          <th data-align="end">p50</th>
          <th data-align="end">p95</th>
          <th data-align="end">Tokens</th>
          <th data-align="end">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {applications === undefined
          ? skeletonWidths.map((width) => <SkeletonRow key={width} width={width} />)
          : applications.map((application) => (
              <ApplicationRow
                key={application.application}
                application={application}
                href={tracesPath(project.slug, {
                  ...Object.fromEntries(formatTimeRange(range)),
                  application: application.application,
                })}
              />
            ))}
      </tbody>
    </table>
  );
}

function ApplicationRow({ application, href }: { readonly application: Application; readonly href: string }) {
  const clock = useClock();
  const router = useRouter();
  const { traces, errors } = application;
  const share = traces === 0 ? 0 : errors / traces;
  return (
    <tr data-clickable="" onClick={() => router.push(href)}>
      <td className="apps-name">
        <Link href={href} prefetch={false} onClick={(event) => event.stopPropagation()}>
          {application.application}
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
      {[40, 36, 44, 44, 52, 56].map((cell) => (
        <td key={cell} data-align="end">
          <Skeleton width={cell} />
        </td>
      ))}
    </tr>
  );
}
