/**
 * How numbers, times and ids are written, everywhere. Pure: the same on the server and in the browser, in English words
 * and in the viewer's time zone, which is passed in.
 */

const thousands = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 0.4 ms, 58 ms, 1.44 s (three figures below a minute), 3 m 12 s, 2 h 05 m, 3 d 04 h. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 0.95) return `${Number(ms.toPrecision(1))} ms`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** 12,408: exact up to ten million, then 12.4 M. */
export function formatCount(count: number): string {
  return count < 10_000_000 ? thousands.format(count) : inUnits(count);
}

/** Exact with commas to 99,999, then 182.4 k, 182.4 M. Null is "not reported", never 0. */
export function formatTokens(tokens: number | null): string {
  if (tokens === null) return "not reported";
  return tokens < 100_000 ? thousands.format(tokens) : inUnits(tokens);
}

/** 812 B, 4.2 kB, 18 MB: in powers of ten, as files are counted. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  for (const [size, unit] of [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const) {
    if (bytes >= size * 0.9995) return `${trimZero((bytes / size).toFixed(bytes < size * 99.5 ? 1 : 0))} ${unit}`;
  }
  return `${bytes} B`;
}

function inUnits(value: number): string {
  for (const [size, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    // Rounding may carry over into the next unit: 999,960 is 1 M, not 1000 k.
    if (value >= size * 0.99995) return `${trimZero((value / size).toFixed(1))} ${unit}`;
  }
  return thousands.format(value);
}

function trimZero(text: string): string {
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}

/** A share as "1.5 %"; what is not nothing never shows as 0 %. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.05) return "< 0.1 %";
  if (percent < 99.95 && percent >= 99.5) return `${percent.toFixed(1)} %`;
  return `${percent < 9.95 ? trimZero(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** "one trace", "12 traces" without an -s for 1. */
export function formatPlural(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** Where and when a time is read: both are the viewer's. */
export interface Clock {
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

interface WallTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly fractionalSecond: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The reading of a wall clock and calendar. An unknown time zone is read as UTC. */
export function wallTime(ms: number, timeZone: string): WallTime {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = newFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, part.value]));
  const of = (type: keyof WallTime) => parts[type] ?? "";
  return {
    year: of("year"),
    month: of("month"),
    day: of("day"),
    hour: of("hour"),
    minute: of("minute"),
    second: of("second"),
    fractionalSecond: of("fractionalSecond"),
  };
}

function newFormatter(timeZone: string): Intl.DateTimeFormat {
  const options = {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}

/** Today 17:44:19; this year 22 Nov 17:44; before that 22 Nov 2025. */
export function formatTime(time: string | number, clock: Clock): string {
  const wall = wallTime(milliseconds(time), clock.timeZone);
  const now = wallTime(clock.nowMs, clock.timeZone);
  if (wall.year !== now.year) return `${wall.day} ${wall.month} ${wall.year}`;
  if (wall.month !== now.month || wall.day !== now.day) return `${wall.day} ${wall.month} ${wall.hour}:${wall.minute}`;
  return `${wall.hour}:${wall.minute}:${wall.second}`;
}

/** 22 Nov 2026, 17:44:19.204 (Asia/Shanghai) and the ISO time: for tooltips and details. */
export function formatTimeExactly(time: string | number, clock: Clock): string {
  const ms = milliseconds(time);
  const wall = wallTime(ms, clock.timeZone);
  const date = `${wall.day} ${wall.month} ${wall.year}`;
  return `${date}, ${wall.hour}:${wall.minute}:${wall.second}.${wall.fractionalSecond} (${clock.timeZone}) · ${new Date(ms).toISOString()}`;
}

/** 17:44, or 22 Nov 17:44 on another day: the ends of a range. */
export function formatMinute(time: string | number, clock: Clock): string {
  const wall = wallTime(milliseconds(time), clock.timeZone);
  const now = wallTime(clock.nowMs, clock.timeZone);
  const isToday = wall.year === now.year && wall.month === now.month && wall.day === now.day;
  return isToday ? `${wall.hour}:${wall.minute}` : `${wall.day} ${wall.month} ${wall.hour}:${wall.minute}`;
}

/** "2 s", "12 min", "3 h", "4 d": relative times are for freshness only. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Ids and paths where CSS cannot cut them: 4f1c09e2…9b2e. */
export function cutMiddle(text: string, head = 8, tail = 4): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

function milliseconds(time: string | number): number {
  return typeof time === "number" ? time : Date.parse(time);
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, "0");
}
