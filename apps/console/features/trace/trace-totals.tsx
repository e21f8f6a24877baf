"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { MiddleCut } from "@plumbline/ui/middle-cut";
import { StatusIcon } from "@plumbline/ui/status-icon";
import type { ReactNode } from "react";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { formatCount, formatDuration, formatTimeExactly, formatTokens, wallTime } from "~/lib/format";
import styles from "./trace.module.css";

/** The figures of a trace. While it runs, numbers end in "so far". */
export function TraceTotals(props: {
  readonly trace: TraceItem;
  /** Turns a filter of the list into an address; absent where there is no list (a shared trace). */
  readonly listHref?: ((filter: Readonly<Record<string, string>>) => string) | undefined;
  /** How long the trace took once wrong clocks are corrected; undefined where none was wrong, or before that is known. */
  readonly correctedMs?: number | undefined;
  /** Stands at the end, such as the note of a share link. */
  readonly end?: ReactNode;
}) {
  const { trace, listHref, correctedMs, end } = props;
  const soFar = trace.isRunning ? "so far" : undefined;
  return (
    <dl className={styles.totals} aria-label="Trace totals">
      <Status trace={trace} />
      <Started startTime={trace.startTime} />
      <Total name="Duration" note={soFar ?? correctedNote(trace.durationMs, correctedMs)}>
        {formatDuration(trace.durationMs)}
      </Total>
      <Total name="Spans" note={failedText(trace.errorCount) ?? soFar}>
        {formatCount(trace.spanCount)}
      </Total>
      <Total name="Tokens" note={tokenNote(trace)} isQuiet={trace.tokens === null}>
        {formatTokens(trace.tokens?.total ?? null)}
      </Total>
      <Total name="Cost" isQuiet={trace.cost === null}>
        {formatCost(trace.cost)}
      </Total>
      <Total name="Application">
        <FilterLink href={listHref?.({ application: trace.application })}>{trace.application}</FilterLink>
      </Total>
      {trace.sessionId === null ? null : (
        <Total name="Session">
          <FilterLink href={listHref?.({ session: trace.sessionId })}>
            <MiddleCut text={trace.sessionId} mono />
          </FilterLink>
        </Total>
      )}
      {trace.userId === null ? null : (
        <Total name="User">
          <FilterLink href={listHref?.({ user: trace.userId })}>
            <MiddleCut text={trace.userId} mono />
          </FilterLink>
        </Total>
      )}
      {end}
    </dl>
  );
}

export function Total(props: {
  readonly name: string;
  readonly note?: string | undefined;
  readonly isQuiet?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd data-quiet={props.isQuiet === true ? "" : undefined}>
        {props.children}
        {props.note === undefined ? null : <span>{props.note}</span>}
      </dd>
    </div>
  );
}

function Status({ trace }: { readonly trace: TraceItem }) {
  const { sign, word, note } = statusWords(trace);
  return (
    <div>
      <dt>Status</dt>
      <dd data-status={sign}>
        <StatusIcon status={sign} size="small" />
        <b>{word}</b>
        <span>{note}</span>
      </dd>
    </div>
  );
}

/** Status and completeness are two facts: a trace may have failed and still miss its root. */
export function statusWords(trace: Pick<TraceItem, "status" | "isRunning" | "isIncomplete">) {
  const note = trace.isIncomplete ? "spans are missing" : trace.isRunning ? "still running" : "complete";
  if (trace.status === "error") return { sign: "error", word: "Error", note } as const;
  if (trace.isRunning) return { sign: "running", word: "Running", note: trace.isIncomplete ? note : "" } as const;
  if (trace.isIncomplete) return { sign: "incomplete", word: "Incomplete", note } as const;
  return { sign: "ok", word: "OK", note } as const;
}

function Started({ startTime }: { readonly startTime: string }) {
  const clock = useClock();
  const wall = wallTime(Date.parse(startTime), clock.timeZone);
  const now = wallTime(clock.nowMs, clock.timeZone);
  const date = wall.year === now.year ? `${wall.day} ${wall.month}` : `${wall.day} ${wall.month} ${wall.year}`;
  return (
    <div title={formatTimeExactly(startTime, clock)}>
      <dt>Started</dt>
      <dd>
        <time dateTime={startTime}>
          {wall.hour}:{wall.minute}:{wall.second}.{wall.fractionalSecond}
        </time>
        <span>{date}</span>
      </dd>
    </div>
  );
}

function FilterLink({ href, children }: { readonly href: string | undefined; readonly children: ReactNode }) {
  return href === undefined ? children : <a href={href}>{children}</a>;
}

function failedText(errorCount: number): string | undefined {
  return errorCount === 0 ? undefined : `${formatCount(errorCount)} failed`;
}

/** What is stored is what the clocks said; a wrong one makes it longer or shorter than the call chain below. */
export function correctedNote(recordedMs: number, correctedMs: number | undefined): string | undefined {
  const corrected = correctedMs === undefined ? undefined : formatDuration(correctedMs);
  if (corrected === undefined || corrected === formatDuration(recordedMs)) return undefined;
  return `as recorded, ${corrected} with the clock corrected`;
}

function tokenNote({ tokens }: TraceItem): string | undefined {
  if (tokens === null) return undefined;
  return `${formatTokens(tokens.input)} in, ${formatTokens(tokens.output)} out`;
}
