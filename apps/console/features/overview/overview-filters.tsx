"use client";

import type { MetricValuesResponse } from "@plumbline/public-api/routes/list-metric-values";
import { Icon } from "@plumbline/ui/icon";
import { Segmented } from "@plumbline/ui/segmented";
import { Select } from "@plumbline/ui/select";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "~/lib/api-client";
import { formatTokens } from "~/lib/format";
import styles from "./overview.module.css";
import { type Dimension, dimensions, type OverviewParams, overviewKey, rangeQuery } from "./overview-params";
import { valueLabel } from "./split-series";
import { filterItems, tracesHref } from "./traces-query";

const everything = "all";
const chosen = "= ";
const noCut = "nothing";

const labels: Readonly<Record<Dimension, { readonly title: string; readonly unit: string }>> = {
  application: { title: "Application", unit: "requests" },
  model: { title: "Model", unit: "calls" },
  spanName: { title: "Span name", unit: "spans" },
  environment: { title: "Environment", unit: "requests" },
};

/** Which figures are shown, how they are cut, and what they are drawn beside. */
export function OverviewFilters({
  project,
  params,
  onChange,
}: {
  readonly project: { readonly id: string; readonly slug: string };
  readonly params: OverviewParams;
  readonly onChange: (next: Partial<OverviewParams>) => void;
}) {
  const range = { ...params, application: undefined, model: undefined, spanName: undefined, environment: undefined };
  const values = useQuery({
    queryKey: ["overview", "values", project.id, overviewKey(range)],
    queryFn: ({ signal }) =>
      callApi<MetricValuesResponse>(`/v1/projects/${project.id}/metrics/values`, {
        query: rangeQuery(params.range, Date.now()),
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const found = values.data;
  const known: Readonly<Record<Dimension, readonly { readonly value: string; readonly count: number }[] | undefined>> =
    {
      application: found?.applications,
      model: found?.models,
      spanName: found?.spanNames,
      environment: found?.environments,
    };
  return (
    <div className={styles.filters}>
      {dimensions.map((dimension) => (
        <ValueSelect
          key={dimension}
          dimension={dimension}
          values={known[dimension]}
          value={params[dimension]}
          onValue={(value) => onChange({ [dimension]: value })}
        />
      ))}
      <Link prefetch={false} className={styles.toTraces} href={tracesHref(project.slug, params, filterItems(params))}>
        <Icon name="traces" size="tiny" /> See the traces
      </Link>
      <span className={styles.spacer} />
      <span className={styles.filter}>
        <span className="pl-label">Split by</span>
        <Select
          aria-label="Split by"
          value={params.by ?? noCut}
          onValueChange={(by) => onChange({ by: by === noCut ? undefined : (by as Dimension) })}
          options={[
            { value: noCut, label: "Nothing" },
            ...dimensions.map((dimension) => ({ value: dimension, label: labels[dimension].title })),
          ]}
        />
      </span>
      <Segmented
        label="Compare with"
        size="small"
        value={params.compare}
        onValueChange={(compare) => onChange({ compare })}
        options={[
          { value: "before", label: "vs before", title: "A dashed line: the equally long time right before" },
          { value: "week", label: "vs last week", title: "A dashed line: the same time a week earlier" },
          { value: "off", label: "Off" },
        ]}
      />
      <Segmented
        label="Show figures as"
        size="small"
        value={params.view}
        onValueChange={(view) => onChange({ view })}
        options={[
          { value: "charts", label: "Charts" },
          { value: "table", label: "Table" },
        ]}
      />
    </div>
  );
}

function ValueSelect({
  dimension,
  values,
  value,
  onValue,
}: {
  readonly dimension: Dimension;
  /** Undefined while they are not known. */
  readonly values: readonly { readonly value: string; readonly count: number }[] | undefined;
  readonly value: string | undefined;
  readonly onValue: (value: string | undefined) => void;
}) {
  const { title, unit } = labels[dimension];
  // One span name may stand there once per kind.
  const counts = new Map<string, number>();
  for (const { value: name, count } of values ?? []) counts.set(name, (counts.get(name) ?? 0) + count);
  if (value !== undefined && !counts.has(value)) counts.set(value, 0);
  return (
    <span className={styles.filter}>
      <span className="pl-label">{title}</span>
      <Select
        aria-label={title}
        value={value === undefined ? everything : chosen + value}
        onValueChange={(next) => onValue(next === everything ? undefined : next.slice(chosen.length))}
        options={[
          { value: everything, label: values === undefined ? "All" : `All ${counts.size}` },
          ...[...counts].map(([name, count]) => ({
            value: chosen + name,
            label: valueLabel(dimension, name),
            note: `${formatTokens(count)} ${unit}`,
          })),
        ]}
      />
    </span>
  );
}
