"use client";

import type { SessionItem } from "@plumbline/public-api/schemas/session-item";
import { DurationBar } from "@plumbline/ui/duration-bar";
import { MiddleCut } from "@plumbline/ui/middle-cut";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { memo, useRef } from "react";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { formatDuration, formatPlural, formatTime, formatTimeExactly, formatTokens } from "~/lib/format";
import { sessionPath } from "~/lib/session-links";
import { useRowKeys } from "~/lib/use-row-keys";
import styles from "./sessions.module.css";

const columns = [
  { id: "status", name: "Status", isHidden: true },
  { id: "session", name: "Session" },
  { id: "input", name: "First input" },
  { id: "output", name: "Last output" },
  { id: "user", name: "User" },
  { id: "application", name: "Application" },
  { id: "turns", name: "Traces", isEnd: true },
  { id: "duration", name: "Duration", isEnd: true },
  { id: "tokens", name: "Tokens", isEnd: true },
  { id: "cost", name: "Cost", isEnd: true },
  { id: "time", name: "Last active", isEnd: true },
] as const;

const skeletonRows = ["a", "b", "c", "d", "e", "f", "g", "h"];

export function SessionsTable({
  project,
  sessions,
  isStale,
}: {
  readonly project: { readonly slug: string };
  /** Undefined while the first ones are on their way. */
  readonly sessions: readonly SessionItem[] | undefined;
  readonly isStale: boolean;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const { selected } = useRowKeys({
    noun: "session",
    keys: sessions?.map((session) => session.sessionId) ?? [],
    body,
    open: (sessionId) => router.push(sessionPath(project.slug, sessionId)),
  });
  const longestMs = Math.max(0, ...(sessions ?? []).map((session) => session.durationMs));
  return (
    <table
      className={`pl-table ${styles.table}`}
      data-stale={isStale ? "" : undefined}
      aria-busy={sessions === undefined || isStale}
    >
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" data-column={column.id} data-align={"isEnd" in column ? "end" : undefined}>
              {"isHidden" in column ? <span className="pl-hidden-text">{column.name}</span> : column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {sessions === undefined
          ? skeletonRows.map((row) => <SkeletonRow key={row} />)
          : sessions.map((session) => (
              <SessionRow
                key={session.sessionId}
                session={session}
                href={sessionPath(project.slug, session.sessionId)}
                longestMs={longestMs}
                isSelected={session.sessionId === selected}
              />
            ))}
      </tbody>
    </table>
  );
}

const SessionRow = memo(function SessionRow({
  session,
  href,
  longestMs,
  isSelected,
}: {
  readonly session: SessionItem;
  readonly href: string;
  readonly longestMs: number;
  readonly isSelected: boolean;
}) {
  const clock = useClock();
  const router = useRouter();
  const { sessionId, traces, errors, users, applications, tokens } = session;
  return (
    <tr data-row={sessionId} data-clickable="" aria-selected={isSelected} onClick={() => router.push(href)}>
      <td data-column="status">
        <StatusIcon status={errors > 0 ? "error" : session.isRunning ? "running" : "ok"} />
      </td>
      <td data-column="session">
        <Link href={href} prefetch={false} aria-label={sessionId} onClick={(event) => event.stopPropagation()}>
          <MiddleCut text={sessionId} tail={6} mono />
        </Link>
      </td>
      <td data-column="input" title={session.firstInput ?? undefined}>
        {session.firstInput ?? <span className="pl-dim">none recorded</span>}
      </td>
      <td data-column="output" title={session.lastOutput ?? undefined}>
        {session.lastOutput ?? <span className="pl-dim">none recorded</span>}
      </td>
      <td data-column="user" title={users.join(", ")}>
        {users.length === 0 ? <span className="pl-dim">not named</span> : namesOf(users)}
      </td>
      <td data-column="application" title={applications.join(", ")}>
        {namesOf(applications)}
      </td>
      <td data-column="turns" data-align="end" title={`${formatPlural(errors, "trace")} of ${traces} failed`}>
        {traces}
        <span className={styles.unit}> {traces === 1 ? "trace" : "traces"}</span>
        {errors === 0 ? null : <span className={styles.errors}>{errors} failed</span>}
      </td>
      <td data-column="duration" data-align="end" title="From the first start to the last end, pauses included">
        <DurationBar share={longestMs === 0 ? 0 : session.durationMs / longestMs} isOpen={session.isRunning}>
          {formatDuration(session.durationMs)}
        </DurationBar>
      </td>
      <td data-column="tokens" data-align="end" title={tokensTitle(tokens)}>
        {tokens === null ? <span className="pl-dim">not reported</span> : formatTokens(tokens.total)}
        {tokens === null ? null : <span className={styles.unit}> tokens</span>}
      </td>
      <td data-column="cost" data-align="end">
        <span className={session.cost === null ? "pl-dim" : undefined}>{formatCost(session.cost)}</span>
      </td>
      <td data-column="time" data-align="end" title={formatTimeExactly(session.lastActive, clock)}>
        {formatTime(session.lastActive, clock)}
      </td>
    </tr>
  );
});

function namesOf(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} +${others.length}`;
}

function tokensTitle(tokens: SessionItem["tokens"]): string {
  return tokens === null
    ? "No span reported its tokens"
    : `${formatTokens(tokens.input)} in, ${formatTokens(tokens.output)} out`;
}

function SkeletonRow() {
  return (
    <tr>
      {columns.map(({ id }) => (
        <td key={id} data-column={id}>
          <Skeleton width={id === "status" ? 12 : "70%"} />
        </td>
      ))}
    </tr>
  );
}
