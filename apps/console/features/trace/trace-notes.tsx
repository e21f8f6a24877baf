"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { type ReactNode, useMemo } from "react";
import { useClock } from "~/lib/clock";
import { formatCount, formatDuration, formatPlural, wallTime } from "~/lib/format";
import { missingParents, skewedServices, topSpans } from "./missing-spans";
import { factorText, slowSpans, type UsualDurations } from "./slower-than-usual";
import type { TraceModel } from "./trace-model";
import styles from "./trace-notes.module.css";
import { correctedNote } from "./trace-totals";
import { useTraceUrl } from "./use-trace-url";

const slowShown = 3;
const parentsShown = 3;

/** What a reader must know before trusting the picture: what is missing, what was moved, what was slower than usual. */
export function TraceNotes(props: {
  readonly trace: TraceItem;
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly onSelect: (index: number) => void;
}) {
  const { trace, model, usual, onSelect } = props;
  const notes = [
    <Slow key="slow" model={model} usual={usual} onSelect={onSelect} />,
    <Missing key="missing" trace={trace} model={model} onSelect={onSelect} />,
    <Running key="running" model={model} onSelect={onSelect} />,
    <Roots key="roots" model={model} onSelect={onSelect} />,
    <Skew key="skew" trace={trace} model={model} />,
  ];
  return (
    <section className={styles.notes} aria-label="Notes on the trace">
      {notes}
    </section>
  );
}

function Note(props: { readonly label: string; readonly tone?: "warn"; readonly children: ReactNode }) {
  return (
    <p className={styles.note}>
      {props.tone === undefined ? (
        <span className={styles.label}>{props.label}</span>
      ) : (
        <Chip tone={props.tone}>{props.label}</Chip>
      )}
      <span>{props.children}</span>
    </p>
  );
}

function SpanLink(props: {
  readonly index: number;
  readonly onSelect: (index: number) => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className={styles.link} onClick={() => props.onSelect(props.index)}>
      {props.children}
    </button>
  );
}

function Slow(props: {
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly onSelect: (index: number) => void;
}) {
  const { model, usual, onSelect } = props;
  const slow = useMemo(() => slowSpans(model, usual), [model, usual]);
  if (slow.length === 0) return null;
  return (
    <Note label="Why slow">
      {slow.slice(0, slowShown).map(({ index, factor, usualP95Ms }, place) => {
        const span = model.spans[index];
        return span === undefined ? null : (
          <span key={span.spanId}>
            {place === 0 ? null : "; "}
            <SpanLink index={index} onSelect={onSelect}>
              {span.name}
            </SpanLink>{" "}
            took {formatDuration((span.durationUs ?? 0) / 1000)},{" "}
            <b className={styles.slow}>{factorText(factor)} usual p95</b> of {formatDuration(usualP95Ms)}
          </span>
        );
      })}
      {slow.length > slowShown ? `; ${formatCount(slow.length - slowShown)} more on the critical path` : null}.
    </Note>
  );
}

function Missing(props: {
  readonly trace: TraceItem;
  readonly model: TraceModel;
  readonly onSelect: (index: number) => void;
}) {
  const { trace, model, onSelect } = props;
  const clock = useClock();
  const parents = useMemo(() => missingParents(model), [model]);
  const hasRoot = model.spans.some((span) => span.parentSpanId === null);
  if (parents.length === 0 && hasRoot) return null;
  const startMs = Date.parse(trace.startTime);
  const timeText = (us: number) => {
    const wall = wallTime(startMs + us / 1000, clock.timeZone);
    return `${wall.hour}:${wall.minute}:${wall.second}.${wall.fractionalSecond}`;
  };
  return (
    <Note label="Incomplete" tone="warn">
      {hasRoot ? null : "The root has not arrived. "}
      {parents.length === 0
        ? null
        : `${formatPlural(parents.length, "parent")} ${parents.length === 1 ? "has" : "have"} not arrived: `}
      {parents.slice(0, parentsShown).map(({ spanId, children, sinceUs }, place) => (
        <span key={spanId}>
          {place === 0 ? null : "; "}
          <span className="pl-mono">{spanId}</span>, named since {timeText(sinceUs)} by{" "}
          <SpanLink index={children[0] ?? 0} onSelect={onSelect}>
            {children.length === 1
              ? (model.spans[children[0] ?? 0]?.name ?? "a span")
              : formatPlural(children.length, "span")}
          </SpanLink>
        </span>
      ))}
      {parents.length > parentsShown ? `; ${formatCount(parents.length - parentsShown)} more` : null}
      {parents.length === 0 ? null : "."}
    </Note>
  );
}

function Running({ model, onSelect }: { readonly model: TraceModel; readonly onSelect: (index: number) => void }) {
  const running = useMemo(
    () => model.spans.flatMap((span, index) => (span.durationUs === null ? [index] : [])),
    [model.spans],
  );
  // The innermost says what is being waited for.
  const last = running.at(-1);
  if (last === undefined) return null;
  return (
    <Note label="Running">
      {formatPlural(running.length, "span")} {running.length === 1 ? "has" : "have"} not ended, the innermost{" "}
      <SpanLink index={last} onSelect={onSelect}>
        {model.spans[last]?.name ?? "span"}
      </SpanLink>
      . They are drawn to the end of the trace.
    </Note>
  );
}

function Roots({ model, onSelect }: { readonly model: TraceModel; readonly onSelect: (index: number) => void }) {
  const tops = useMemo(() => topSpans(model), [model]);
  const roots = tops.filter((index) => model.isOrphan[index] !== 1 && model.brokeCycle[index] !== 1);
  const cycles = tops.filter((index) => model.brokeCycle[index] === 1);
  const [cycle] = cycles;
  return (
    <>
      {roots.length < 2 ? null : (
        <Note label="Several roots">
          {formatCount(roots.length)} spans have no parent; the critical path follows the first,{" "}
          <SpanLink index={roots[0] ?? 0} onSelect={onSelect}>
            {model.spans[roots[0] ?? 0]?.name ?? "span"}
          </SpanLink>
          .
        </Note>
      )}
      {cycle === undefined ? null : (
        <Note label="Cycle" tone="warn">
          {formatPlural(cycles.length, "span")} {cycles.length === 1 ? "is its" : "are their"} own ancestor by what{" "}
          {cycles.length === 1 ? "it reports" : "they report"}, the first{" "}
          <SpanLink index={cycle} onSelect={onSelect}>
            {model.spans[cycle]?.name ?? "span"}
          </SpanLink>
          . Drawn as {cycles.length === 1 ? "a root" : "roots"}.
        </Note>
      )}
    </>
  );
}

function Skew({ trace, model }: { readonly trace: TraceItem; readonly model: TraceModel }) {
  const [, changeUrl] = useTraceUrl();
  const services = useMemo(() => skewedServices(model.spans), [model.spans]);
  if (!model.isSkewed) return null;
  const isCorrected = services.size > 0;
  const correctedMs = model.correctedUs === undefined ? undefined : model.correctedUs / 1000;
  const isOtherwise = correctedNote(trace.durationMs, correctedMs) !== undefined;
  return (
    <Note label="Clock skew">
      {isCorrected
        ? [...services].map(([service, us], place) => (
            <span key={service}>
              {place === 0 ? "Spans of " : "; spans of "}
              <b>{service}</b> are drawn {formatDuration(Math.abs(us) / 1000)} {us > 0 ? "later" : "earlier"} than
              recorded
            </span>
          ))
        : "Times are shown as recorded; some spans lie outside of their callers"}
      {isOtherwise && correctedMs !== undefined
        ? `. The trace took ${formatDuration(correctedMs)} with the clock corrected, ${formatDuration(trace.durationMs)} as recorded`
        : null}
      .{" "}
      <button
        type="button"
        className={styles.link}
        onClick={() => changeUrl({ clock: isCorrected ? "original" : null })}
      >
        {isCorrected ? "Show original times" : "Correct the clocks"}
      </button>
    </Note>
  );
}
