"use client";

import type { ListUsersResponse } from "@plumbline/public-api/routes/list-users";
import type { UserSort } from "@plumbline/span-store/read/session-types";
import { DurationBar } from "@plumbline/ui/duration-bar";
import { Icon } from "@plumbline/ui/icon";
import { MiddleCut } from "@plumbline/ui/middle-cut";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { fieldEquals } from "~/lib/field-equals";
import { formatCount, formatPercent, formatTime, formatTimeExactly, formatTokens } from "~/lib/format";
import { sessionsPath } from "~/lib/session-links";
import { formatTimeRange } from "~/lib/time-range";
import { tracesPath } from "~/lib/trace-links";
import { useRowKeys } from "~/lib/use-row-keys";
import type { UserListParams } from "./user-list-params";
import styles from "./users.module.css";

type User = ListUsersResponse["items"][number];

const columns: readonly { readonly id: string; readonly name: string; readonly sort?: UserSort }[] = [
  { id: "user", name: "User" },
  { id: "cost", name: "Cost", sort: "cost" },
  { id: "tokens", name: "Tokens", sort: "tokens" },
  { id: "traces", name: "Traces", sort: "traces" },
  { id: "errors", name: "Errors" },
  { id: "sessions", name: "Sessions" },
  { id: "first", name: "First seen" },
  { id: "last", name: "Last seen", sort: "lastSeen" },
];

const skeletonRows = ["a", "b", "c", "d", "e", "f"];

export function UsersTable({
  project,
  params,
  users,
  totalCost,
  isStale,
  onSort,
}: {
  readonly project: { readonly slug: string };
  readonly params: UserListParams;
  /** Undefined while the first ones are on their way. */
  readonly users: readonly User[] | undefined;
  readonly totalCost: number | null;
  readonly isStale: boolean;
  readonly onSort: (sort: UserSort) => void;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const hrefOf = (userId: string) => tracesPath(project.slug, scopeOf(params, userId));
  const { selected } = useRowKeys({
    noun: "user",
    keys: users?.map((user) => user.userId) ?? [],
    body,
    open: (userId) => router.push(hrefOf(userId)),
  });
  return (
    <table
      className={`pl-table ${styles.table}`}
      data-stale={isStale ? "" : undefined}
      aria-busy={users === undefined || isStale}
    >
      <thead>
        <tr>
          {columns.map(({ id, name, sort }) => (
            <th
              key={id}
              scope="col"
              data-column={id}
              data-align={id === "user" ? undefined : "end"}
              aria-sort={sort === params.sort ? "descending" : undefined}
            >
              {sort === undefined ? (
                name
              ) : (
                <button type="button" className="pl-sort" onClick={() => onSort(sort)}>
                  {name}
                  {sort === params.sort ? <Icon name="down" size="tiny" /> : null}
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {users === undefined
          ? skeletonRows.map((row) => <SkeletonRow key={row} />)
          : users.map((user) => (
              <UserRow
                key={user.userId}
                user={user}
                totalCost={totalCost}
                href={hrefOf(user.userId)}
                sessionsHref={sessionsPath(project.slug, new URLSearchParams(scopeOf(params, user.userId)).toString())}
                isSelected={user.userId === selected}
              />
            ))}
      </tbody>
    </table>
  );
}

/** The traces that were counted for this user: same range, same application. */
function scopeOf({ range, application }: UserListParams, userId: string): Record<string, string> {
  return {
    ...Object.fromEntries(formatTimeRange(range)),
    q:
      application === undefined
        ? fieldEquals("user", userId)
        : `${fieldEquals("application", application)} ${fieldEquals("user", userId)}`,
  };
}

function UserRow({
  user,
  totalCost,
  href,
  sessionsHref,
  isSelected,
}: {
  readonly user: User;
  readonly totalCost: number | null;
  readonly href: string;
  readonly sessionsHref: string;
  readonly isSelected: boolean;
}) {
  const clock = useClock();
  const router = useRouter();
  const { traces, errors, sessions, tokens, cost } = user;
  const share = cost === null || totalCost === null || totalCost === 0 ? undefined : cost / totalCost;
  return (
    <tr data-row={user.userId} data-clickable="" aria-selected={isSelected} onClick={() => router.push(href)}>
      <td data-column="user">
        <Link href={href} prefetch={false} aria-label={user.userId} onClick={(event) => event.stopPropagation()}>
          <MiddleCut text={user.userId} tail={6} mono />
        </Link>
      </td>
      <td
        data-column="cost"
        data-align="end"
        title={share === undefined ? undefined : `${formatPercent(share)} of all users' cost`}
      >
        {share === undefined ? (
          <span className="pl-dim">{formatCost(cost)}</span>
        ) : (
          <DurationBar share={share}>{formatCost(cost)}</DurationBar>
        )}
      </td>
      <td
        data-column="tokens"
        data-align="end"
        title={
          tokens === null
            ? "No span reported its tokens"
            : `${formatTokens(tokens.input)} in, ${formatTokens(tokens.output)} out`
        }
      >
        {tokens === null ? <span className="pl-dim">not reported</span> : formatTokens(tokens.total)}
        {tokens === null ? null : <span className={styles.unit}> tokens</span>}
      </td>
      <td data-column="traces" data-align="end">
        {formatCount(traces)}
        <span className={styles.unit}> {traces === 1 ? "trace" : "traces"}</span>
      </td>
      <td data-column="errors" data-align="end" title={`${formatCount(errors)} of ${formatCount(traces)} failed`}>
        {errors === 0 ? (
          <span className="pl-dim">
            0<span className={styles.unit}> errors</span>
          </span>
        ) : (
          <span className={styles.errors}>
            <StatusIcon status="error" size="small" />
            {formatCount(errors)} <span className="pl-dim">{formatPercent(errors / traces)}</span>
          </span>
        )}
      </td>
      <td data-column="sessions" data-align="end">
        {sessions === 0 ? (
          <span className="pl-dim">none</span>
        ) : (
          <Link href={sessionsHref} prefetch={false} onClick={(event) => event.stopPropagation()}>
            {formatCount(sessions)}
          </Link>
        )}
      </td>
      <td data-column="first" data-align="end" title={formatTimeExactly(user.firstSeen, clock)}>
        {formatTime(user.firstSeen, clock)}
      </td>
      <td data-column="last" data-align="end" title={formatTimeExactly(user.lastSeen, clock)}>
        {formatTime(user.lastSeen, clock)}
      </td>
    </tr>
  );
}

function SkeletonRow() {
  return (
    <tr>
      {columns.map(({ id }) => (
        <td key={id} data-column={id} data-align={id === "user" ? undefined : "end"}>
          <Skeleton width="60%" />
        </td>
      ))}
    </tr>
  );
}
