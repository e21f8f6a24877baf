import { PlumblineError } from "@plumbline/base/errors";
import { msPerDay } from "@plumbline/base/time";
import type { Query } from "@plumbline/query/query";
import { hexDigits, traceCondition } from "./compile-query";
import type { ParameterList } from "./statement";
import type { TraceFilter, TraceState } from "./types";

export const rangeDaysMax = 400;

/** Throws `request.invalid` where the range is empty, unbounded or longer than `rangeDaysMax`. */
export function checkRange(range: { readonly from: Date; readonly to: Date }): void {
  const lengthMs = range.to.getTime() - range.from.getTime();
  if (lengthMs > 0 && lengthMs <= rangeDaysMax * msPerDay) return;
  throw new PlumblineError("request.invalid", {
    field: lengthMs > 0 ? "from" : "to",
    message:
      lengthMs > 0
        ? `The time range is longer than ${rangeDaysMax} days. Move from and to closer together.`
        : "The time range is empty: to must be a time after from.",
  });
}

/** The items that must all hold, without those that hold of every trace. */
export function conjuncts(query: Query | undefined): readonly Query[] {
  if (query === undefined) return [];
  return (query.type === "and" ? query.items : [query]).filter((item) => !isEveryState(item));
}

/** Ticked together these hold every trace, because `ok` is what the others leave over. */
const exhaustiveStates: readonly TraceState[] = ["ok", "error", "incomplete", "running"];

function isEveryState(item: Query): boolean {
  if (item.type !== "clause" || item.field !== "status" || item.operator !== "in") return false;
  return exhaustiveStates.every((state) => item.values.includes(state));
}

/** Whether the filter names one trace by its whole id. */
export function namesOneTrace({ query }: Pick<TraceFilter, "query">): boolean {
  return conjuncts(query).some(
    (item) =>
      item.type === "clause" &&
      item.field === "trace" &&
      item.operator === "=" &&
      hexDigits(String(item.values[0])).length === 32,
  );
}

/**
 * The conditions of a filter, as SQL over `trace`. A whole trace id leaves the time range out. Throws as `traceCondition`
 * and `checkRange` do.
 */
export function traceConditions(projectId: string, filter: TraceFilter, parameters: ParameterList): string[] {
  checkRange(filter);
  return [
    `trace.project_id = ${parameters.value(projectId)}`,
    ...(namesOneTrace(filter) ? [] : rangeConditions(filter, parameters)),
    ...(filter.traceIds === undefined
      ? []
      : [`trace.trace_id = ANY (${parameters.value([...filter.traceIds])}::uuid[])`]),
    ...conjuncts(filter.query).map((item) => traceCondition(item, parameters)),
  ];
}

export function rangeConditions(range: Pick<TraceFilter, "from" | "to">, parameters: ParameterList): string[] {
  return [
    `trace.start_time >= ${parameters.value(range.from.toISOString())}`,
    `trace.start_time < ${parameters.value(range.to.toISOString())}`,
  ];
}
