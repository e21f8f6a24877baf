"use client";

import { selfTimes } from "@plumbline/span/self-time";
import { type SpanStatistic, spanStatistics } from "@plumbline/span/span-statistics";
import { Icon } from "@plumbline/ui/icon";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { useMemo, useState } from "react";
import { formatCost } from "~/lib/cost-text";
import { formatCount, formatDuration, formatTokens } from "~/lib/format";
import styles from "./statistics.module.css";
import type { TraceModel } from "./trace-model";
import type { ViewProps } from "./trace-view";

interface Column {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly order: (statistic: SpanStatistic) => number | string;
  readonly text: (statistic: SpanStatistic) => string;
}

const columns: readonly Column[] = [
  { id: "count", name: "Count", title: "Spans of this name", order: (s) => s.count, text: (s) => formatCount(s.count) },
  {
    id: "errors",
    name: "Errors",
    title: "Failed spans",
    order: (s) => s.errors,
    text: (s) => (s.errors === 0 ? "none" : formatCount(s.errors)),
  },
  {
    id: "total",
    name: "Total",
    title: "Sum of the durations; spans that run beside each other count each",
    order: (s) => s.totalUs,
    text: (s) => formatDuration(s.totalUs / 1000),
  },
  {
    id: "self",
    name: "Self",
    title: "Time in which no child ran",
    order: (s) => s.selfUs,
    text: (s) => formatDuration(s.selfUs / 1000),
  },
  {
    id: "p95",
    name: "p95",
    title: "95 % of the spans took no longer (nearest rank)",
    order: (s) => s.p95Us ?? -1,
    text: (s) => (s.p95Us === null ? "not ended" : formatDuration(s.p95Us / 1000)),
  },
  {
    id: "tokens",
    name: "Tokens",
    title: "Input and output tokens as these spans report them",
    order: (s) => s.tokens ?? -1,
    text: (s) => (s.tokens === null ? "none" : formatTokens(s.tokens)),
  },
  {
    id: "cost",
    name: "Cost",
    title: "Of the model calls that have a price",
    order: (s) => s.cost ?? -1,
    text: (s) => formatCost(s.cost),
  },
];

interface Sort {
  readonly column: string;
  readonly isUp: boolean;
}

/** The spans of the trace by name. A row picks its spans. */
export default function Statistics({ model, picked, onPick }: ViewProps) {
  const [sort, setSort] = useState<Sort>({ column: "total", isUp: false });
  const statistics = useMemo(() => statisticsOf(model), [model]);
  const rows = useMemo(() => sorted(statistics, sort), [statistics, sort]);
  const shown = columns.filter(({ id }) => id !== "cost" || statistics.some(({ cost }) => cost !== null));
  const largestUs = Math.max(...statistics.map(({ selfUs }) => selfUs), 1);
  const pickedName = picked?.pick.type === "name" ? picked.pick.name : undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label="Statistics by span name">
      <table className={`pl-table ${styles.table}`}>
        <thead>
          <tr>
            <Head id="name" name="Span name" title="Span name" sort={sort} onSort={setSort} />
            {shown.map((column) => (
              <Head key={column.id} {...column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((statistic) => (
            <tr
              key={statistic.name}
              data-clickable=""
              data-picked={statistic.name === pickedName ? "" : undefined}
              onClick={() => onPick({ type: "name", name: statistic.name })}
            >
              <th scope="row">
                <button
                  type="button"
                  className={styles.name}
                  aria-pressed={statistic.name === pickedName}
                  onClick={(event) => {
                    event.stopPropagation();
                    onPick(statistic.name === pickedName ? undefined : { type: "name", name: statistic.name });
                  }}
                >
                  <KindIcon kind={statistic.kind} />
                  <span className="pl-cut" title={statistic.name}>
                    {statistic.name}
                  </span>
                </button>
                <SelfBar statistic={statistic} share={statistic.selfUs / largestUs} />
              </th>
              {shown.map((column) => (
                <td
                  key={column.id}
                  data-align="end"
                  data-blank={isBlank(column, statistic) ? "" : undefined}
                  data-failed={column.id === "errors" && statistic.errors > 0 ? "" : undefined}
                >
                  {column.text(statistic)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Head(props: {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  const { id, name, title, sort, onSort } = props;
  const isSorted = sort.column === id;
  const order = sort.isUp ? "ascending" : "descending";
  return (
    <th scope="col" data-align={id === "name" ? undefined : "end"} aria-sort={isSorted ? order : undefined}>
      <button
        type="button"
        className="pl-sort"
        title={title}
        onClick={() => onSort({ column: id, isUp: isSorted ? !sort.isUp : id === "name" })}
      >
        {name}
        {isSorted ? <Icon name={sort.isUp ? "up" : "down"} size="tiny" /> : null}
      </button>
    </th>
  );
}

/** Where the time is really spent, at one look. */
function SelfBar({ statistic, share }: { readonly statistic: SpanStatistic; readonly share: number }) {
  return (
    <span className={styles.bar} data-kind={statistic.kind} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

function isBlank(column: Column, statistic: SpanStatistic): boolean {
  const value = column.order(statistic);
  return value === -1 || (column.id === "errors" && value === 0);
}

function statisticsOf(model: TraceModel): readonly SpanStatistic[] {
  const { spans, shape } = model;
  const self = selfTimes(shape, { start: spans.map((span) => span.startUs), end: spans.map((span) => span.endUs) });
  return spanStatistics(spans.map((span, index) => ({ ...span, selfUs: self[index] ?? 0 })));
}

function sorted(statistics: readonly SpanStatistic[], { column, isUp }: Sort): readonly SpanStatistic[] {
  const order = columns.find(({ id }) => id === column)?.order ?? ((statistic: SpanStatistic) => statistic.name);
  const compare = (a: SpanStatistic, b: SpanStatistic) => {
    const [left, right] = [order(a), order(b)];
    return typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right);
  };
  return [...statistics].sort((a, b) => (isUp ? compare(a, b) : compare(b, a)));
}
