import { type Clock, formatMinute } from "./format";

/** A range as the URL holds it: "last 6 hours" moves with the clock, a pair of times does not. */
export type TimeRange =
  | { readonly kind: "last"; readonly preset: RangePreset }
  | { readonly kind: "between"; readonly fromMs: number; readonly toMs: number };

export const rangePresets = {
  "5m": { label: "Last 5 minutes", ms: 5 * 60_000 },
  "15m": { label: "Last 15 minutes", ms: 15 * 60_000 },
  "1h": { label: "Last hour", ms: 3_600_000 },
  "3h": { label: "Last 3 hours", ms: 3 * 3_600_000 },
  "6h": { label: "Last 6 hours", ms: 6 * 3_600_000 },
  "24h": { label: "Last 24 hours", ms: 24 * 3_600_000 },
  "2d": { label: "Last 2 days", ms: 2 * 86_400_000 },
  "7d": { label: "Last 7 days", ms: 7 * 86_400_000 },
  "30d": { label: "Last 30 days", ms: 30 * 86_400_000 },
} as const;
export type RangePreset = keyof typeof rangePresets;

export const defaultRange: TimeRange = { kind: "last", preset: "24h" };

/** Longest range that the span store answers. */
export const rangeMsMax = 400 * 86_400_000;

/** A fixed window; `toMs` of a moving range lies a little ahead, because clocks of senders run ahead too. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

const clockSkewMs = 60_000;

/**
 * The default stands for what is missing or no range: a link that was cut off should still open. What could not be read is
 * told by `timeRangeProblem`.
 */
export function parseTimeRange(search: URLSearchParams): TimeRange {
  const preset = search.get("range");
  if (preset !== null && Object.hasOwn(rangePresets, preset)) return { kind: "last", preset: preset as RangePreset };
  const fromMs = Date.parse(search.get("from") ?? "");
  const toMs = Date.parse(search.get("to") ?? "");
  if (fromMs < toMs && toMs - fromMs <= rangeMsMax) return { kind: "between", fromMs, toMs };
  return defaultRange;
}

const timeExample = "2026-11-22T17:40:00Z";

/** Which parameters of the range were not used, and one sentence with the reason, what is shown instead and the remedy. */
export function timeRangeProblem(
  search: URLSearchParams,
): { readonly names: readonly ("range" | "from" | "to")[]; readonly sentence: string } | undefined {
  const preset = search.get("range");
  const ends = (["from", "to"] as const).filter((name) => search.has(name));
  const read = parseTimeRange(search);
  const shown = read.kind === "last" ? rangePresets[read.preset].label.toLowerCase() : "the time between from and to";
  const tell = (names: readonly ("range" | "from" | "to")[], reason: string, remedy: string) => ({
    names,
    sentence: `${reason}, so ${shown.replace(/^last/, "the last")} ${shown.endsWith("s") ? "are" : "is"} shown: ${remedy}.`,
  });
  if (preset !== null && !Object.hasOwn(rangePresets, preset)) {
    const others = read.kind === "between" ? [] : ends;
    return tell(
      ["range", ...others],
      `“range=${shorten(preset)}” is no time range${others.length === 0 ? "" : ` and ${endsProblem(search)}`}`,
      `write one of ${Object.keys(rangePresets).join(", ")}, or choose a range above`,
    );
  }
  if (ends.length === 0 || read.kind === "between") return undefined;
  if (preset !== null)
    return tell(
      ends,
      `“${ends.join("” and “")}” cannot stand beside “range”`,
      `take “range” out of the address to use times`,
    );
  return tell(ends, endsProblem(search), "correct the address, or choose a range above");
}

/** Why `from` and `to` are no range. */
function endsProblem(search: URLSearchParams): string {
  for (const name of ["from", "to"] as const) {
    const text = search.get(name);
    if (text !== null && Number.isNaN(Date.parse(text)))
      return `“${name}=${shorten(text)}” is no time such as ${timeExample}`;
  }
  if (!search.has("to")) return "“from” has no “to” beside it";
  if (!search.has("from")) return "“to” has no “from” beside it";
  const isReversed = Date.parse(search.get("from") ?? "") >= Date.parse(search.get("to") ?? "");
  return isReversed ? "“to” is not after “from”" : "“from” and “to” are more than 400 days apart";
}

const shownCharsMax = 40;

/** A part of the address as a sentence repeats it. */
export function shorten(text: string): string {
  return text.length <= shownCharsMax ? text : `${text.slice(0, shownCharsMax)}…`;
}

/** Parameters that `parseTimeRange` reads back; none for the default. */
export function formatTimeRange(range: TimeRange): [string, string][] {
  if (range.kind === "between")
    return [
      ["from", new Date(range.fromMs).toISOString()],
      ["to", new Date(range.toMs).toISOString()],
    ];
  const isDefault = defaultRange.kind === "last" && range.preset === defaultRange.preset;
  return isDefault ? [] : [["range", range.preset]];
}

export function resolveTimeRange(range: TimeRange, nowMs: number): TimeWindow {
  if (range.kind === "between") return { fromMs: range.fromMs, toMs: range.toMs };
  return { fromMs: nowMs - rangePresets[range.preset].ms, toMs: nowMs + clockSkewMs };
}

/** "Last 6 hours", or "11:45 – 17:45". */
export function describeTimeRange(range: TimeRange, clock: Clock): string {
  return range.kind === "last" ? rangePresets[range.preset].label : describeEnds(range, clock);
}

/** "11:45 – 17:45": the ends of a range, now. */
export function describeEnds(range: TimeRange, clock: Clock): string {
  const { fromMs, toMs } =
    range.kind === "between" ? range : { fromMs: clock.nowMs - rangePresets[range.preset].ms, toMs: clock.nowMs };
  return `${formatMinute(fromMs, clock)} – ${formatMinute(toMs, clock)}`;
}
