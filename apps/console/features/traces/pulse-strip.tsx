"use client";

import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { type PointerEvent, useMemo, useState } from "react";
import { useClock } from "~/lib/clock";
import { formatCount, formatDuration, formatMinute, formatPercent, formatPlural } from "~/lib/format";
import type { TimeWindow } from "~/lib/time-range";
import { pulseAxis, pulseTicks, zoomRange } from "./pulse-scale";

const laneHeight = 16;

/**
 * Count, errors and p95 on one time axis. Hovering reads a bar, dragging zooms to it. While new bars are on their way the
 * old ones stay at half strength.
 */
export function PulseStrip({
  pulse,
  isStale,
  problem,
  onZoom,
}: {
  readonly pulse: PulseResponse | undefined;
  readonly isStale: boolean;
  readonly problem: string | undefined;
  readonly onZoom: (range: TimeWindow) => void;
}) {
  return (
    <section
      className="pulse"
      aria-label="Traces, errors and response time over the period"
      data-stale={isStale ? "" : undefined}
    >
      <PulseTotals pulse={pulse} />
      {pulse === undefined ? (
        <div className="pulse-chart">{problem === undefined ? null : <p className="pl-dim">{problem}</p>}</div>
      ) : (
        <PulseChart pulse={pulse} onZoom={onZoom} />
      )}
    </section>
  );
}

function PulseTotals({ pulse }: { readonly pulse: PulseResponse | undefined }) {
  const traces = pulse?.total.traces ?? 0;
  const errors = pulse?.total.errors ?? 0;
  const minutes = pulse === undefined ? 0 : (pulse.buckets.length * pulse.stepMs) / 60_000;
  const isUpperBound = pulse?.isUpperBound === true;
  const atMost = isUpperBound ? "≤ " : "";
  return (
    <div
      className="pulse-totals"
      title={isUpperBound ? "Text and attributes of the query are found in too many traces to be counted." : undefined}
    >
      <div>
        <span className="pl-label">Traces</span>
        <b>{pulse === undefined ? "…" : `${atMost}${formatCount(traces)}`}</b>
        <span className="pl-dim max-md:hidden">{traces === 0 || isUpperBound ? "" : rate(traces / minutes)}</span>
      </div>
      <div>
        <span className="pl-label">Errors</span>
        <b>{pulse === undefined ? "…" : `${atMost}${formatCount(errors)}`}</b>
        <span className="pl-dim">{traces === 0 || isUpperBound ? "" : formatPercent(errors / traces)}</span>
      </div>
      <div>
        <span className="pl-label">p95</span>
        {pulse?.total.p95Ms === null ? (
          <span className="pl-dim">none</span>
        ) : (
          <b>{pulse === undefined ? "…" : durationOrNone(pulse.total.p95Ms)}</b>
        )}
        <span className="pl-dim max-md:hidden">
          {pulse === undefined || pulse.total.p50Ms === null ? "" : `p50 ${formatDuration(pulse.total.p50Ms)}`}
        </span>
      </div>
      {isUpperBound ? <p className="pulse-bound">text, attributes left out</p> : null}
    </div>
  );
}

function PulseChart({
  pulse,
  onZoom,
}: {
  readonly pulse: PulseResponse;
  readonly onZoom: (range: TimeWindow) => void;
}) {
  const clock = useClock();
  const [hovered, setHovered] = useState<number>();
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();
  const axis = useMemo(() => pulseAxis(pulse), [pulse]);
  const count = pulse.buckets.length;
  const move = (event: PointerEvent) => {
    const at = shareAt(event);
    setHovered(Math.min(count - 1, Math.floor(at * count)));
    if (drag !== undefined) setDrag({ from: drag.from, to: at });
  };
  const drop = (event: PointerEvent) => {
    const range = drag === undefined ? undefined : zoomRange(pulse, drag.from, shareAt(event));
    setDrag(undefined);
    if (range !== undefined) onZoom(range);
  };
  const bucket = hovered === undefined ? undefined : pulse.buckets[hovered];
  return (
    <div
      className="pulse-chart"
      title={hovered === undefined ? "Press a bar, or drag over several, to zoom into them" : undefined}
      onPointerMove={move}
      onPointerLeave={() => setHovered(undefined)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = shareAt(event);
        setDrag({ from: at, to: at });
      }}
      onPointerUp={drop}
      onPointerCancel={() => setDrag(undefined)}
    >
      <Lane
        kind="traces"
        values={pulse.buckets.map((one) => one.traces)}
        label={`Traces per ${formatDuration(pulse.stepMs)}: ${formatPlural(pulse.total.traces, "trace")} in total`}
      />
      <Lane
        kind="errors"
        values={pulse.buckets.map((one) => one.errors)}
        label={`Errors per ${formatDuration(pulse.stepMs)}: ${formatPlural(pulse.total.errors, "error")} in total`}
      />
      <Lane
        kind="p95"
        values={pulse.buckets.map((one) => one.p95Ms ?? 0)}
        label={`95th percentile of the duration per ${formatDuration(pulse.stepMs)}`}
      />
      <Ticks axis={axis} />
      {drag === undefined ? null : <Brush from={drag.from} to={drag.to} />}
      {bucket === undefined || hovered === undefined ? null : (
        <Hovered at={(hovered + 0.5) / count}>
          {formatMinute(bucket.startTime, clock)} <b>{formatCount(bucket.traces)}</b>{" "}
          {bucket.traces === 1 ? "trace" : "traces"} <b>{formatCount(bucket.errors)}</b>{" "}
          {bucket.errors === 1 ? "error" : "errors"} <b>{durationOrNone(bucket.p95Ms)}</b>
        </Hovered>
      )}
    </div>
  );
}

function Lane({
  kind,
  values,
  label,
}: {
  readonly kind: "traces" | "errors" | "p95";
  readonly values: readonly number[];
  readonly label: string;
}) {
  const most = Math.max(0, ...values);
  return (
    <svg
      className="pulse-lane"
      data-lane={kind}
      viewBox={`0 0 ${Math.max(1, values.length) * 10} ${laneHeight}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        const height = most === 0 || value <= 0 ? 0 : Math.max(0.8, (value / most) * laneHeight);
        return height === 0 ? null : (
          <rect key={index} x={index * 10 + 0.75} y={laneHeight - height} width="8.5" height={height} />
        );
      })}
    </svg>
  );
}

function Ticks({ axis }: { readonly axis: TimeWindow }) {
  const clock = useClock();
  return (
    <svg className="pulse-ticks" aria-hidden="true">
      {pulseTicks(axis, clock).map((tick) => (
        <g key={tick.at}>
          <line x1={`${tick.at * 100}%`} x2={`${tick.at * 100}%`} y1="0" y2="3" />
          <text
            x={`${tick.at * 100}%`}
            y="14"
            textAnchor={tick.at < 0.02 ? "start" : tick.at > 0.98 ? "end" : "middle"}
          >
            {tick.label}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Style props are set by script here: the part exists only after the pointer came. */
function Hovered({ at, children }: { readonly at: number; readonly children: React.ReactNode }) {
  return (
    <div className="pulse-hover" data-side={at > 0.5 ? "left" : "right"} style={{ left: `${at * 100}%` }}>
      <span>{children}</span>
    </div>
  );
}

function Brush({ from, to }: { readonly from: number; readonly to: number }) {
  const low = Math.min(from, to);
  return <div className="pulse-brush" style={{ left: `${low * 100}%`, width: `${Math.abs(to - from) * 100}%` }} />;
}

function shareAt(event: PointerEvent): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

function rate(perMinute: number): string {
  if (perMinute >= 1) return `${formatCount(Math.round(perMinute))}/min`;
  const perHour = perMinute * 60;
  return perHour >= 1
    ? `${formatCount(Math.round(perHour))}/h`
    : `${formatCount(Math.max(1, Math.round(perHour * 24)))}/day`;
}

function durationOrNone(ms: number | null): string {
  return ms === null ? "no duration" : formatDuration(ms);
}
