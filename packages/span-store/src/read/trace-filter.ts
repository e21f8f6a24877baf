import { PlumblineError } from "@plumbline/base/errors";
import { storableText } from "@plumbline/base/json";
import { msPerDay } from "@plumbline/base/time";
import type { ParameterList } from "./statement";
import type { TraceFilter, TraceState } from "./types";

export const rangeDaysMax = 400;
export const tracePrefixDigitsMin = 4;

/** The SQL of each state; `types.ts` says what they mean. The partial indexes of `trace` repeat these words. */
const stateConditions: Record<TraceState, string> = {
  ok: "(status <> 2 AND NOT is_running AND has_root AND orphan_count = 0)",
  error: "status = 2",
  incomplete: "(NOT has_root OR orphan_count > 0)",
  running: "is_running",
  unset: "status = 0",
};

/** Ticked together these hold every trace, because `ok` is what the others leave over. */
const exhaustiveStates: readonly TraceState[] = ["ok", "error", "incomplete", "running"];

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

/** Whether the filter names one trace by its whole id. */
export function namesOneTrace(filter: TraceFilter): boolean {
  return filter.traceId !== undefined && hexDigits(filter.traceId).length === 32;
}

/**
 * The conditions of a filter, as SQL over `trace`. A whole trace id leaves the time range out.
 * Throws `request.invalid` for a trace id that is none.
 */
export function traceConditions(projectId: string, filter: TraceFilter, parameters: ParameterList): string[] {
  checkRange(filter);
  const conditions = [`project_id = ${parameters.value(projectId)}`];
  if (filter.traceId !== undefined) conditions.push(traceIdCondition(filter.traceId, parameters));
  if (!namesOneTrace(filter)) {
    conditions.push(`start_time >= ${parameters.value(filter.from.toISOString())}`);
    conditions.push(`start_time < ${parameters.value(filter.to.toISOString())}`);
  }
  const { application, spanName, sessionId, userId } = filter;
  // Texts are compared in the form in which they were stored; PostgreSQL refuses NUL in a parameter too.
  if (application !== undefined) conditions.push(`application = ${parameters.value(storableText(application))}`);
  if (spanName !== undefined) conditions.push(`span_names @> ${parameters.value([storableText(spanName)])}::text[]`);
  if (sessionId !== undefined) conditions.push(`session_id = ${parameters.value(storableText(sessionId))}`);
  if (userId !== undefined) conditions.push(`user_id = ${parameters.value(storableText(userId))}`);
  const states = statesOf(filter);
  if (states.length > 0) conditions.push(anyOf(states.map((state) => stateConditions[state])));
  if (filter.evaluationStates !== undefined && filter.evaluationStates.length > 0) {
    const [only, ...others] = filter.evaluationStates;
    conditions.push(
      others.length === 0
        ? `evaluation_state = ${parameters.value(only)}`
        : `evaluation_state = ANY (${parameters.value([...filter.evaluationStates])}::text[])`,
    );
  }
  return conditions;
}

/** The states that narrow the list: none when every trace is in one of them, each once. */
export function statesOf(filter: TraceFilter): TraceState[] {
  const states = [...new Set(filter.statuses ?? [])];
  return exhaustiveStates.every((state) => states.includes(state)) ? [] : states;
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions.join("") : `(${conditions.join(" OR ")})`;
}

function hexDigits(text: string): string {
  return text.trim().replaceAll("-", "").toLowerCase();
}

function traceIdCondition(text: string, parameters: ParameterList): string {
  const digits = hexDigits(text);
  if (!/^[0-9a-f]*$/.test(digits) || digits.length < tracePrefixDigitsMin || digits.length > 32) {
    throw new PlumblineError("request.invalid", {
      field: "traceId",
      message: `traceId must be ${tracePrefixDigitsMin} to 32 hex digits: a whole trace id or its beginning.`,
    });
  }
  if (digits.length === 32) return `trace_id = ${parameters.value(digits)}`;
  const first = parameters.value(digits.padEnd(32, "0"));
  const last = parameters.value(digits.padEnd(32, "f"));
  return `trace_id BETWEEN ${first} AND ${last}`;
}
