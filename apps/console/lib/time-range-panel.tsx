"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { TextInput } from "@plumbline/ui/text-input";
import { type FormEvent, useState } from "react";
import { type Clock, formatTimeExactly } from "./format";
import { type RangePreset, rangeMsMax, rangePresets, resolveTimeRange, type TimeRange } from "./time-range";
import { describeOffset, parseTimeText, printTimeText } from "./time-text";

/** Presets that move with the clock, or two times as text. */
export function TimeRangePanel({
  range,
  clock,
  onRange,
}: {
  readonly range: TimeRange;
  readonly clock: Clock;
  readonly onRange: (range: TimeRange) => void;
}) {
  return (
    <div className="range-panel">
      {Object.entries(rangePresets).map(([preset, { label }]) => (
        <button
          key={preset}
          type="button"
          className="pl-menu-item"
          aria-pressed={range.kind === "last" && range.preset === preset}
          onClick={() => onRange({ kind: "last", preset: preset as RangePreset })}
        >
          {label}
          {range.kind === "last" && range.preset === preset ? (
            <span className="pl-end">
              <Icon name="check" size="small" />
            </span>
          ) : null}
        </button>
      ))}
      <CustomRange range={range} clock={clock} onRange={onRange} />
    </div>
  );
}

const examples = "2026-11-22 17:40, 17:40, yesterday 9:00, 2h ago or now";

/** Two times as text. What was typed is read again only when it was edited, so that the fields keep fractions of a second. */
function CustomRange({
  range,
  clock,
  onRange,
}: {
  readonly range: TimeRange;
  readonly clock: Clock;
  readonly onRange: (range: TimeRange) => void;
}) {
  const [shown] = useState(() => {
    const { fromMs, toMs } = resolveTimeRange(range, clock.nowMs);
    const isMoving = range.kind === "last";
    return { fromMs, toMs: isMoving ? clock.nowMs : toMs };
  });
  const [from, setFrom] = useState(() => printTimeText(shown.fromMs, clock));
  const [to, setTo] = useState(() => printTimeText(shown.toMs, clock));
  const fromMs = from === printTimeText(shown.fromMs, clock) ? shown.fromMs : parseTimeText(from, clock);
  const toMs = to === printTimeText(shown.toMs, clock) ? shown.toMs : parseTimeText(to, clock, true);
  const problem =
    fromMs === undefined || toMs === undefined
      ? undefined
      : fromMs >= toMs
        ? "The end must be after the start."
        : toMs - fromMs > rangeMsMax
          ? "The ends are more than 400 days apart."
          : undefined;
  const isWhole = fromMs !== undefined && toMs !== undefined && problem === undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole) onRange({ kind: "between", fromMs, toMs });
  };
  const hint = (ms: number | undefined) => (ms === undefined ? undefined : formatTimeExactly(ms, clock).split(" (")[0]);
  return (
    <form className="range-custom" onSubmit={submit}>
      <Field
        label="From"
        hint={hint(fromMs)}
        error={fromMs === undefined ? `Write a time such as ${examples}.` : undefined}
      >
        <TextInput
          autoComplete="off"
          spellCheck={false}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </Field>
      <Field label="To" hint={hint(toMs)} error={toMs === undefined ? `Write a time such as ${examples}.` : problem}>
        <TextInput autoComplete="off" spellCheck={false} value={to} onChange={(event) => setTo(event.target.value)} />
      </Field>
      <div className="flex items-center justify-between">
        <span className="pl-label">
          {clock.timeZone}
          {clock.timeZone === "UTC" ? "" : `, ${describeOffset(clock.nowMs, clock.timeZone)}`}
        </span>
        <Button type="submit" size="small" disabled={!isWhole}>
          Show this range
        </Button>
      </div>
    </form>
  );
}
