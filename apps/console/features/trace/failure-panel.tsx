"use client";

import { exceptionOf } from "@plumbline/span/root-cause";
import { IconButton } from "@plumbline/ui/icon-button";
import { Kbd } from "@plumbline/ui/kbd";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { useMemo } from "react";
import { useClock } from "~/lib/clock";
import { formatCount, formatDuration, wallTime } from "~/lib/format";
import { errorText, fullerMessage } from "./error-text";
import { FailureDifference } from "./failure-difference";
import { attemptsOf, failureStory } from "./failure-story";
import styles from "./trace.module.css";
import type { TraceFailure, TraceModel, TraceSpan } from "./trace-model";
import type { TraceSource } from "./trace-source";
import { useSpanDetail } from "./use-span-detail";

const brokeMax = 3;

/** Where the failure began, what it broke on its way up and what happened around it. Folds to one line. */
export function FailurePanel(props: {
  readonly source: TraceSource;
  readonly model: TraceModel;
  readonly failure: TraceFailure;
  readonly traceStartMs: number;
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly onSelect: (index: number) => void;
}) {
  const { source, model, failure, traceStartMs, isFolded, onFold, onSelect } = props;
  const origin = model.spans[failure.origin];
  if (origin === undefined) return null;
  return (
    <section className={styles.cause} data-folded={isFolded ? "" : undefined} aria-label="Origin of the failure">
      {isFolded ? (
        <>
          <h3>Origin of the failure</h3>
          <OriginName name={origin.name} />
          <OriginNote {...props} startMs={traceStartMs + origin.startUs / 1000} />
        </>
      ) : (
        <>
          <div>
            <h3>Origin of the failure</h3>
            <OriginName name={origin.name} />
            <OriginMessage source={source} origin={origin} />
            <OriginNote {...props} startMs={traceStartMs + origin.startUs / 1000} />
          </div>
          <Broke model={model} failure={failure} onSelect={onSelect} />
          <Story model={model} />
          <FailureDifference source={source} model={model} onSelect={onSelect} />
        </>
      )}
      <span className={styles.causeFold}>
        <IconButton
          icon={isFolded ? "down" : "up"}
          look="bare"
          label={isFolded ? "Unfold the failure" : "Fold the failure"}
          aria-expanded={!isFolded}
          onClick={onFold}
        />
      </span>
    </section>
  );
}

/** Stands where the panel will stand, while a large trace is still looked through. */
export function FailurePending({ isFolded }: { readonly isFolded: boolean }) {
  const folded = isFolded ? "" : undefined;
  return (
    <section className={styles.cause} data-folded={folded} aria-label="Origin of the failure" aria-busy="true">
      <div>
        <h3>Origin of the failure</h3>
        <div className={styles.causeName}>
          <Skeleton width={220} />
        </div>
        <p className={styles.causeNote}>Looking through the spans</p>
      </div>
    </section>
  );
}

function OriginName({ name }: { readonly name: string }) {
  return (
    <div className={styles.causeName}>
      <StatusIcon status="error" size="small" />
      <span className="pl-cut" title={name}>
        {name}
      </span>
    </div>
  );
}

/** A status message is often the short form of what the exception says, which only the span's own content holds. */
function OriginMessage({ source, origin }: { readonly source: TraceSource; readonly origin: TraceSpan }) {
  const { detail, isStale } = useSpanDetail(source, origin.spanId, []);
  const exception = detail === undefined || isStale ? undefined : exceptionOf(detail.document);
  const message = fullerMessage(origin.errorMessage, exception?.message);
  return <div className={styles.causeMessage}>{errorText(origin.errorType ?? exception?.type ?? null, message)}</div>;
}

function OriginNote(props: {
  readonly failure: TraceFailure;
  readonly startMs: number;
  readonly onSelect: (index: number) => void;
}) {
  const { failure, startMs, onSelect } = props;
  const clock = useClock();
  const wall = wallTime(startMs, clock.timeZone);
  const count =
    failure.errorCount === 1 ? "The only failed span" : `First of ${formatCount(failure.errorCount)} failed spans`;
  return (
    <div className={styles.causeNote}>
      {count}, at {wall.hour}:{wall.minute}:{wall.second}.{wall.fractionalSecond}.{" "}
      <button type="button" onClick={() => onSelect(failure.origin)}>
        Go to span
      </button>{" "}
      <span className={styles.causeKey}>
        or press <Kbd>o</Kbd>
      </span>
    </div>
  );
}

function Broke(props: {
  readonly model: TraceModel;
  readonly failure: TraceFailure;
  readonly onSelect: (index: number) => void;
}) {
  const { model, failure, onSelect } = props;
  const { broke } = failure;
  const handler = failure.handledBy === undefined ? undefined : model.spans[failure.handledBy];
  const shown = broke.slice(0, brokeMax);
  return (
    <div>
      <h3>What it broke</h3>
      {broke.length === 0 ? (
        <p className="pl-dim">Nothing above it failed.</p>
      ) : (
        <ul className={styles.broke}>
          {shown.map((index, level) => {
            const span = model.spans[index];
            return span === undefined ? null : (
              <li key={span.spanId} style={{ paddingLeft: level * 12 }}>
                <KindIcon kind={span.kind} />
                <button type="button" onClick={() => onSelect(index)}>
                  {span.name}
                </button>
                <span>{brokeNote(model, index)}</span>
              </li>
            );
          })}
          {broke.length > brokeMax ? <li className="pl-dim">and {broke.length - brokeMax} more above</li> : null}
        </ul>
      )}
      {handler === undefined ? null : <p className="pl-dim">{handler.name} handled it and went on.</p>}
    </div>
  );
}

function brokeNote(model: TraceModel, index: number): string {
  const attempts = attemptsOf(model, index);
  if (attempts > 1) return `${attempts} attempts`;
  const duration = model.spans[index]?.durationUs;
  return duration === null || duration === undefined ? "" : `failed after ${formatDuration(duration / 1000)}`;
}

function Story({ model }: { readonly model: TraceModel }) {
  const lines = useMemo(() => failureStory(model), [model]);
  return (
    <div>
      <h3>Before and after</h3>
      <dl className={styles.before}>
        {lines.map((line, place) => (
          <StoryRow key={place} offsetUs={line.offsetUs} text={line.text} />
        ))}
      </dl>
    </div>
  );
}

function StoryRow({ offsetUs, text }: { readonly offsetUs: number; readonly text: string }) {
  return (
    <>
      <dt>{offsetUs > 0 ? `+${formatDuration(offsetUs / 1000)}` : formatDuration(offsetUs / 1000)}</dt>
      <dd className="pl-cut" title={text}>
        {text}
      </dd>
    </>
  );
}
