"use client";

import { useClock } from "~/lib/clock";
import { formatMinute, formatPlural } from "~/lib/format";
import type { ChartModel } from "./chart-series";
import styles from "./chart-table.module.css";

/** Every value of every chart: what the pictures show, to read. Newest first; it scrolls in its own frame. */
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
      title: model.title,
      label: model.series.length === 1 ? undefined : series.label,
      values: series.values,
      format: model.format,
    })),
  );
  const rows = startTimes.map((time, at) => ({ time, at })).reverse();
  const [first, last] = [startTimes[0], startTimes.at(-1)];
  return (
    <>
      {first === undefined || last === undefined ? null : (
        <p className={styles.note}>
          {formatPlural(rows.length, "row")}, newest first: {formatMinute(last, clock)} back to{" "}
          {formatMinute(first, clock)}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={styles.frame} aria-label="Figures over time" tabIndex={0}>
        <table className="pl-table">
          <thead>
            <tr>
              <th>From</th>
              {columns.map((column) => (
                <th key={column.key} data-align="end">
                  {column.title}
                  {column.label === undefined ? null : (
                    <>
                      , <b>{column.label}</b>
                    </>
                  )}
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
    </>
  );
}
