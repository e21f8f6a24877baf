"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type UsualDurations, usualByName } from "./slower-than-usual";
import type { TraceModel } from "./trace-model";
import type { TraceSource } from "./trace-source";

/** What is usual changes slowly. */
const staleMs = 10 * 60_000;

const unknown: UsualDurations = new Map();

/** What is usual for the spans of a trace, those first that take most of its time. Empty until it is known, or where nobody knows. */
export function useUsualDurations(source: TraceSource, model: TraceModel): UsualDurations {
  const names = useMemo(() => namesByTime(model), [model]);
  const { neighbours } = source;
  const { data } = useQuery({
    queryKey: ["usual-durations", source.key, names.join("\n")],
    queryFn: ({ signal }) => neighbours?.loadUsualDurations(names, signal) ?? [],
    enabled: neighbours !== undefined && names.length > 0,
    staleTime: staleMs,
    // An aid: where it cannot be had, the page says nothing about it.
    retry: false,
  });
  return useMemo(() => (data === undefined ? unknown : usualByName(data)), [data]);
}

function namesByTime({ spans }: Pick<TraceModel, "spans">): readonly string[] {
  const totals = new Map<string, number>();
  for (const { name, durationUs } of spans) totals.set(name, (totals.get(name) ?? 0) + (durationUs ?? 0));
  return [...totals].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
