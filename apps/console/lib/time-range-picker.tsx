"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { Popover } from "@plumbline/ui/popover";
import { TextInput } from "@plumbline/ui/text-input";
import { type FormEvent, useState } from "react";
import { useClock } from "./clock";
import {
  describeEnds,
  describeTimeRange,
  type RangePreset,
  rangePresets,
  resolveTimeRange,
  type TimeRange,
} from "./time-range";

/** Presets that move with the clock, or two times of the viewer's wall clock. Controlled; the URL holds the value. */
export function TimeRangePicker({
  range,
  onRange,
  open,
  onOpenChange,
}: {
  readonly range: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const clock = useClock();
  const choose = (next: TimeRange) => {
    onRange(next);
    onOpenChange(false);
  };
  return (
    <Popover
      label="Time range"
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button title="Change the time range (T)">
          <Icon name="calendar" size="small" />
          {describeTimeRange(range, clock)}
          {range.kind === "last" ? (
            <span className="pl-dim font-normal max-lg:hidden">{describeEnds(range, clock)}</span>
          ) : null}
          <Icon name="down" size="tiny" />
        </Button>
      }
    >
      <div className="range-panel">
        {Object.entries(rangePresets).map(([preset, { label }]) => (
          <button
            key={preset}
            type="button"
            className="pl-menu-item"
            aria-pressed={range.kind === "last" && range.preset === preset}
            onClick={() => choose({ kind: "last", preset: preset as RangePreset })}
          >
            {label}
            {range.kind === "last" && range.preset === preset ? (
              <span className="pl-end">
                <Icon name="check" size="small" />
              </span>
            ) : null}
          </button>
        ))}
        <CustomRange range={range} nowMs={clock.nowMs} timeZone={clock.timeZone} onRange={choose} />
      </div>
    </Popover>
  );
}

function CustomRange({
  range,
  nowMs,
  timeZone,
  onRange,
}: {
  readonly range: TimeRange;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly onRange: (range: TimeRange) => void;
}) {
  const shown = resolveTimeRange(range, nowMs);
  const [from, setFrom] = useState(() => toLocalText(shown.fromMs));
  const [to, setTo] = useState(() => toLocalText(Math.min(shown.toMs, nowMs)));
  const fromMs = new Date(from).getTime();
  const toMs = new Date(to).getTime();
  const error =
    Number.isNaN(fromMs) || Number.isNaN(toMs)
      ? "Enter both times."
      : fromMs >= toMs
        ? "The end must be after the start."
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (error === undefined) onRange({ kind: "between", fromMs, toMs });
  };
  return (
    <form className="range-custom" onSubmit={submit}>
      <Field label="From">
        <TextInput type="datetime-local" step="1" value={from} onChange={(event) => setFrom(event.target.value)} />
      </Field>
      <Field label="To" error={error}>
        <TextInput type="datetime-local" step="1" value={to} onChange={(event) => setTo(event.target.value)} />
      </Field>
      <div className="flex items-center justify-between">
        <span className="pl-label">{timeZone}</span>
        <Button type="submit" size="small" disabled={error !== undefined}>
          Show this range
        </Button>
      </div>
    </form>
  );
}

/** The form of a datetime-local field: the browser's wall time without a zone. */
function toLocalText(ms: number): string {
  const date = new Date(ms);
  const local = new Date(ms - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
