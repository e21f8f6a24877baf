"use client";

import type { SessionItem } from "@plumbline/public-api/schemas/session-item";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import type { ReactNode } from "react";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { fieldEquals } from "~/lib/field-equals";
import { formatCount, formatDuration, formatTime, formatTimeExactly, formatTokens } from "~/lib/format";
import { filterPath } from "~/lib/trace-links";
import styles from "./session.module.css";

const namesShown = 2;

/** What the traces of the session add up to. */
export function SessionTotals({
  project,
  session,
  slowest,
}: {
  readonly project: { readonly slug: string };
  readonly session: SessionItem;
  /** The turn that took longest, where it is shown and not the only one. */
  readonly slowest: { readonly number: number; readonly durationMs: number; readonly show: () => void } | undefined;
}) {
  const clock = useClock();
  const { tokens, errors } = session;
  const links = (field: string, names: readonly string[]) => (
    <>
      {names.slice(0, namesShown).map((name) => (
        <Link key={name} href={filterPath(project.slug, fieldEquals(field, name))} prefetch={false} className="pl-cut">
          {name}
        </Link>
      ))}
      {names.length > namesShown ? <span title={names.join(", ")}>+{names.length - namesShown}</span> : null}
    </>
  );
  return (
    // A wide strip scrolls sideways on a phone, so it must be reachable from the keyboard.
    <dl className={styles.totals} tabIndex={0} aria-label="Totals of the session">
      <Total name="Started" title={formatTimeExactly(session.startTime, clock)}>
        {formatTime(session.startTime, clock)}
      </Total>
      <Total name="Duration" title="From the first start to the last end, pauses included">
        {formatDuration(session.durationMs)}
        {session.isRunning ? <span>so far</span> : null}
      </Total>
      <Total name="Traces">
        {formatCount(session.traces)}
        {errors === 0 ? null : (
          <span className={styles.failed}>
            <StatusIcon status="error" size="small" /> {formatCount(errors)} failed
          </span>
        )}
      </Total>
      {slowest === undefined ? null : (
        <Total name="Slowest turn">
          {formatDuration(slowest.durationMs)}
          <button type="button" className={styles.jump} onClick={slowest.show} title="Go to the slowest turn (L)">
            turn {slowest.number}
          </button>
        </Total>
      )}
      <Total name="Tokens">
        {tokens === null ? (
          <span>not reported</span>
        ) : (
          <>
            {formatTokens(tokens.total)}
            <span>
              {formatTokens(tokens.input)} in, {formatTokens(tokens.output)} out
            </span>
          </>
        )}
      </Total>
      <Total name="Cost">
        {session.cost === null ? <span>{formatCost(session.cost)}</span> : formatCost(session.cost)}
      </Total>
      <Total name={session.users.length > 1 ? "Users" : "User"}>
        {session.users.length === 0 ? <span>not named</span> : links("user", session.users)}
      </Total>
      <Total name={session.applications.length > 1 ? "Applications" : "Application"}>
        {links("application", session.applications)}
      </Total>
    </dl>
  );
}

function Total({
  name,
  title,
  children,
}: {
  readonly name: string;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
