import { formatTimeRange, parseTimeRange, type TimeRange, type TimeWindow } from "~/lib/time-range";
import { type ColumnChoice, formatColumns, parseColumns } from "./column-choice";
import { queryTextOf } from "./legacy-filters";
import { readQueryText } from "./query-text";

/** What the list can be ordered by; with "-" the largest or newest first. */
export const sortTexts = ["-time", "time", "-duration", "duration", "-tokens", "tokens", "-cost", "cost"] as const;
export type SortText = (typeof sortTexts)[number];

export const sortDefault: SortText = "-time";

/** The whole state of the page, as the URL holds it. */
export interface TraceParams {
  readonly range: TimeRange;
  /** The query in its text form: the canonical one where it can be read, else as it was written. */
  readonly q: string;
  readonly sort: SortText;
  /** Undefined: those that were chosen last in this project. */
  readonly columns: readonly ColumnChoice[] | undefined;
  /** New traces are fetched as they come. */
  readonly isLive: boolean;
  /** Id of the saved view that was opened, or "all" for none although the project has a default. */
  readonly view: string | undefined;
  /** Cursor of the page at which the list begins; undefined for its first. */
  readonly at: string | undefined;
  /** Trace id of the selected row. */
  readonly peek: string | undefined;
  /** Trace id for which the evaluation form is open. */
  readonly evaluate: string | undefined;
  /** Id of the evaluation whose result is open. */
  readonly evaluation: string | undefined;
}

export function parseTraceParams(search: URLSearchParams): TraceParams {
  return {
    range: parseTimeRange(search),
    q: queryTextOf(search),
    sort: sortTexts.find((text) => text === search.get("sort")) ?? sortDefault,
    columns: parseColumns(search.get("columns")),
    isLive: search.get("live") === "1",
    view: viewId(search.get("view")),
    at: cursorText(search.get("at")),
    peek: hexId(search.get("peek")),
    evaluate: hexId(search.get("evaluate")),
    evaluation: search.get("evaluation") ?? undefined,
  };
}

/** Parameters that `parseTraceParams` reads back, in a fixed order, so that the same state has one address. */
export function formatTraceParams(params: TraceParams): [string, string][] {
  const optional: (readonly [string, string | undefined])[] = [
    ["q", params.q === "" ? undefined : params.q],
    ["sort", params.sort === sortDefault ? undefined : params.sort],
    ["columns", params.columns === undefined ? undefined : formatColumns(params.columns)],
    ["live", params.isLive ? "1" : undefined],
    ["view", params.view],
    ["at", params.at],
    ["peek", params.peek],
    ["evaluate", params.evaluate],
    ["evaluation", params.evaluation],
  ];
  return [
    ...formatTimeRange(params.range),
    ...optional.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ];
}

/** What a saved view keeps: everything but the place in the list and what is open over it. */
export function viewSearchOf(params: TraceParams): string {
  const bare = { ...params, view: undefined, at: undefined, peek: undefined, evaluate: undefined, isLive: false };
  return new URLSearchParams(formatTraceParams({ ...bare, evaluation: undefined })).toString();
}

/** The query and the window as the API takes them. */
export function toApiQuery({ q }: Pick<TraceParams, "q">, window: TimeWindow): Record<string, string> {
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    ...(q === "" ? {} : { q }),
  };
}

/** What is counted beside the list: of a query that cannot be run, the whole range. */
export function toCountQuery({ q }: Pick<TraceParams, "q">, window: TimeWindow): Record<string, string> {
  return toApiQuery({ q: readQueryText(q).ok ? q : "" }, window);
}

/** Same text, same list: the key under which its answers are kept. Selection and open drawers are no part of it. */
export function queryKeyOf(params: TraceParams): string {
  return JSON.stringify([formatTimeRange(params.range), params.q, params.sort]);
}

function hexId(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

function viewId(text: string | null): string | undefined {
  return text !== null && /^(?:all|[0-9a-f-]{36})$/.test(text) ? text : undefined;
}

function cursorText(text: string | null): string | undefined {
  return text !== null && /^[\w-]{1,200}$/.test(text) ? text : undefined;
}
