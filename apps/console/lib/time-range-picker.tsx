"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Popover } from "@plumbline/ui/popover";
import { useClock } from "./clock";
import { describeEnds, describeTimeRange, type TimeRange } from "./time-range";

const loadPanel = async () => (await import("./time-range-panel")).TimeRangePanel;

/** The time range as a button, and the panel that changes it. Controlled; the URL holds the value. */
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
      load={loadPanel}
      trigger={
        <Button className="range-button" title="Change the time range (T)">
          <Icon name="calendar" size="small" className="max-md:hidden" />
          <span className="pl-cut">{describeTimeRange(range, clock)}</span>
          {range.kind === "last" ? (
            <span className="pl-dim font-normal max-lg:hidden">{describeEnds(range, clock)}</span>
          ) : null}
          <Icon name="down" size="tiny" />
        </Button>
      }
    >
      {(TimeRangePanel) => <TimeRangePanel range={range} clock={clock} onRange={choose} />}
    </Popover>
  );
}
