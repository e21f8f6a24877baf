"use client";

import { useClock } from "~/lib/clock";
import { formatMinute } from "~/lib/format";
import type { ChartModel } from "./chart-series";
import styles from "./overview.module.css";

/** Every value of every chart: what the pictures show, to read. Newest first. */
export function ChartTable({
  models,
  startTimes,
}: {
  readonly models: readonly ChartModel[];
  readonly startTimes: readonly string[];
}) {
  const clock = useClock();
  const columns = models.flatMap((model) =>
    model.series.map((series) => ({
      key: `${model.id} ${series.label}`,
      title: model.series.length === 1 ? model.title : `${model.title}, ${series.label}`,
      values: series.values,
      format: model.format,
    })),
  );
  const rows = startTimes.map((time, at) => ({ time, at })).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={styles.tableFrame} aria-label="Figures over time" tabIndex={0}>
      <table className="pl-table">
        <thead>
          <tr>
            <th>From</th>
            {columns.map((column) => (
              <th key={column.key} data-align="end">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, at }) => (
            <tr key={time}>
              <td>{formatMinute(time, clock)}</td>
              {columns.map((column) => {
                const value = column.values[at] ?? null;
                return (
                  <td key={column.key} data-align="end">
                    {value === null ? <span className="pl-dim">none</span> : column.format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
