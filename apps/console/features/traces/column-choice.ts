import { isPathField } from "@plumbline/query/fields";

/** A column as the URL and the browser remember it. */
export interface ColumnChoice {
  /** Id of a built-in column, or a path into spans such as `attributes.user.plan`. */
  readonly id: string;
  /** Undefined: as wide as the column wants to be. */
  readonly widthPx?: number;
}

/** Columns that a row can have without asking for more, in the order of the menu. */
export const builtInColumns = [
  "status",
  "name",
  "input",
  "output",
  "application",
  "duration",
  "tokens",
  "cost",
  "result",
  "time",
  "actions",
  "spans",
  "errors",
  "input_tokens",
  "output_tokens",
  "models",
  "session",
  "user",
  "trace",
] as const;
export type BuiltInColumn = (typeof builtInColumns)[number];

export const defaultColumns: readonly ColumnChoice[] = [
  "status",
  "name",
  "input",
  "output",
  "application",
  "duration",
  "tokens",
  "cost",
  "result",
  "time",
  "actions",
].map((id) => ({ id }));

export const columnLimits = {
  columnsMax: 30,
  pathsMax: 8,
  widthPxMin: 40,
  widthPxMax: 900,
  pathCharsMax: 300,
} as const;

export function isBuiltIn(id: string): id is BuiltInColumn {
  return builtInColumns.some((known) => known === id);
}

/**
 * `name,input:240,attributes.user.plan`: a width behind a colon. Undefined where the parameter is missing or holds no column that
 * exists. A comma inside of quotes belongs to a path.
 */
export function parseColumns(text: string | null): readonly ColumnChoice[] | undefined {
  if (text === null) return undefined;
  const choices: ColumnChoice[] = [];
  for (const [entry] of text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,"'])+/g)) {
    const match = /^(.*?)(?::(\d{1,4}))?$/s.exec(entry.trim());
    const id = match?.[1] ?? "";
    if (!isColumn(id) || choices.some((choice) => choice.id === id)) continue;
    const isPath = !isBuiltIn(id);
    if (isPath && choices.filter((choice) => !isBuiltIn(choice.id)).length >= columnLimits.pathsMax) continue;
    const width = match?.[2] === undefined ? undefined : clampWidth(Number(match[2]));
    choices.push(width === undefined ? { id } : { id, widthPx: width });
  }
  return choices.length === 0 ? undefined : choices.slice(0, columnLimits.columnsMax);
}

export function formatColumns(choices: readonly ColumnChoice[]): string {
  return choices.map(({ id, widthPx }) => (widthPx === undefined ? id : `${id}:${widthPx}`)).join(",");
}

export function clampWidth(px: number): number {
  return Math.round(Math.min(columnLimits.widthPxMax, Math.max(columnLimits.widthPxMin, px)));
}

/**
 * The columns that are shown. Paths alone are an addition ("add as column"), before the columns at the end of the row; a list
 * with a built-in column is the whole choice.
 */
export function shownColumns(
  chosen: readonly ColumnChoice[] | undefined,
  remembered: readonly ColumnChoice[] | undefined,
): readonly ColumnChoice[] {
  const base = remembered ?? defaultColumns;
  if (chosen === undefined) return base;
  if (chosen.some(({ id }) => isBuiltIn(id))) return chosen;
  const added = chosen.filter(({ id }) => !base.some((column) => column.id === id));
  const end = base.findIndex(({ id }) => id === "result" || id === "time" || id === "actions");
  return end < 0 ? [...base, ...added] : [...base.slice(0, end), ...added, ...base.slice(end)];
}

/** Paths whose values the API has to send along. */
export function pathsOf(choices: readonly ColumnChoice[]): readonly string[] {
  return choices.map(({ id }) => id).filter((id) => !isBuiltIn(id));
}

function isColumn(id: string): boolean {
  return isBuiltIn(id) || (isPathField(id) && id.length <= columnLimits.pathCharsMax);
}
