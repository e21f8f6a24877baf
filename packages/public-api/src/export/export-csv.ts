import { metricNames } from "@plumbline/span-store/read/types";
import type { ListedTrace } from "../schemas/listed-trace";

const columns: readonly (readonly [name: string, value: (trace: ListedTrace) => string | number | boolean | null])[] = [
  ["traceId", (trace) => trace.traceId],
  ["name", (trace) => trace.name],
  ["application", (trace) => trace.application],
  ["startTime", (trace) => trace.startTime],
  ["durationMs", (trace) => trace.durationMs],
  ["status", (trace) => trace.status],
  ["isIncomplete", (trace) => trace.isIncomplete],
  ["isRunning", (trace) => trace.isRunning],
  ["rootKind", (trace) => trace.rootKind],
  ["spanCount", (trace) => trace.spanCount],
  ["errorCount", (trace) => trace.errorCount],
  ["inputTokens", (trace) => trace.tokens?.input ?? null],
  ["outputTokens", (trace) => trace.tokens?.output ?? null],
  ["totalTokens", (trace) => trace.tokens?.total ?? null],
  ["cost", (trace) => trace.cost],
  ["models", (trace) => trace.models.join(" ")],
  ["sessionId", (trace) => trace.sessionId],
  ["userId", (trace) => trace.userId],
  ["input", (trace) => trace.input],
  ["output", (trace) => trace.output],
  ["errorMessage", (trace) => trace.errorMessage],
  ["evaluation", (trace) => trace.evaluation?.state ?? null],
  ...metricNames.map(
    (metric) =>
      [
        `score.${metric}`,
        (trace: ListedTrace) => trace.evaluation?.scores.find((score) => score.metric === metric)?.score ?? null,
      ] as const,
  ),
];

/** Excel takes a file without it for the code page of the machine. */
const byteOrderMark = "\ufeff";

export function csvHead(paths: readonly string[]): string {
  return `${byteOrderMark}${[...columns.map(([name]) => name), ...paths].map(csvCell).join(",")}\r\n`;
}

/** One line for a trace: RFC 4180, except that line breaks inside of a value become spaces, so that a line is a trace. */
export function csvLine(trace: ListedTrace, paths: readonly string[]): string {
  const cells = [...columns.map(([, value]) => value(trace)), ...paths.map((path) => trace.columns?.[path] ?? null)];
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** The line that says that nothing is missing. */
export function csvEnd(traces: number): string {
  return `# end: ${traces} traces\r\n`;
}

/**
 * Text that begins as a formula does is prefixed with an apostrophe, behind spaces too: a spreadsheet would run
 * `=HYPERLINK(…)` out of a prompt. Numbers of ours are numbers, negative ones included.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  const line = safe.replace(/\r\n|[\r\n\u2028\u2029]/g, " ");
  return /[",]|^\s|\s$/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}
