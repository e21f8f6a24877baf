import { type Clock, wallTime } from "./format";

const minute = 60_000;
const day = 24 * 60 * minute;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: minute, h: 60 * minute, d: day, w: 7 * day };
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

interface WallDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/**
 * A time as people type or paste it, in milliseconds since 1970; undefined for what is none. Without a zone it is the clock's wall
 * time. A day alone is its beginning, or as the end of a range (`isEnd`) the beginning of the next.
 *
 *     now, 2h ago, -30m, 17:40, yesterday 9:00, 2026-11-22, 2026-11-22 17:40:30.5, 22 Nov 17:40, Nov 22 2026
 *     2026-11-22T17:40:00Z, 2026-11-22T17:40+08:00, 1795455600 (Unix seconds, milli-, micro- or nanoseconds)
 */
export function parseTimeText(text: string, clock: Clock, isEnd = false): number | undefined {
  const plain = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (plain === "") return undefined;
  return relativeTime(plain, clock) ?? unixTime(plain) ?? zonedTime(plain) ?? wallTimeText(plain, clock, isEnd);
}

/** "2026-11-22 17:40:30", which `parseTimeText` reads back to the second. */
export function printTimeText(ms: number, { timeZone }: Clock): string {
  return new Date(ms + zoneOffsetMs(ms, timeZone)).toISOString().slice(0, 19).replace("T", " ");
}

/** How far the zone's wall clock is ahead of UTC at a moment. */
export function zoneOffsetMs(ms: number, timeZone: string): number {
  const { year, month, day: dayOfMonth, hour, minute: minutes, second } = wallTime(ms, timeZone);
  const asUtc = Date.parse(`${dayOfMonth} ${month} ${year} ${hour}:${minutes}:${second} UTC`);
  return asUtc - Math.floor(ms / 1000) * 1000;
}

/** "UTC+5:30": how a zone is written beside its name. */
export function describeOffset(ms: number, timeZone: string): string {
  const minutes = Math.round(zoneOffsetMs(ms, timeZone) / minute);
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

function relativeTime(text: string, { nowMs }: Clock): number | undefined {
  if (text === "now") return nowMs;
  const [, amount = "", unit = ""] =
    /^(?:now ?)?- ?(\d+(?:\.\d+)?) ?([smhdw])$/.exec(text) ?? /^(\d+(?:\.\d+)?) ?([smhdw]) ago$/.exec(text) ?? [];
  const factor = unitMs[unit];
  return factor === undefined ? undefined : Math.round(nowMs - Number(amount) * factor);
}

/** By its number of digits, as long as it lies between 2001 and 2286. */
function unixTime(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const factors: Readonly<Record<number, number>> = { 10: 1_000, 13: 1, 16: 1e-3, 19: 1e-6 };
  const factor = factors[text.length];
  return factor === undefined ? undefined : Math.round(Number(text) * factor);
}

function zonedTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text.replace(" ", "T").replace(" ", "").toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}

const timeOfDay = String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?`;

function wallTimeText(text: string, clock: Clock, isEnd: boolean): number | undefined {
  const [whole, hour = "0", minutes = "0", seconds = "0", fraction = "0"] =
    new RegExp(`(?:^|[ ,t])${timeOfDay}$`).exec(text) ?? [];
  const date = readDate((whole === undefined ? text : text.slice(0, -whole.length)).replace(/,$/, "").trim(), clock);
  if (date === undefined || Number(hour) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const days = whole === undefined && isEnd ? 1 : 0;
  const wall = Date.UTC(date.year, date.month - 1, date.day + days, Number(hour), Number(minutes), Number(seconds));
  return fromWall(wall + Math.floor(Number(fraction) * 1000), clock.timeZone);
}

/** A day; nothing written means today. */
function readDate(text: string, clock: Clock): WallDate | undefined {
  const today = new Date(clock.nowMs + zoneOffsetMs(clock.nowMs, clock.timeZone));
  const back = text === "" || text === "today" ? 0 : text === "yesterday" ? 1 : undefined;
  if (back !== undefined) {
    const date = new Date(today.getTime() - back * day);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const named =
    /^(?<day>\d{1,2}) (?<month>[a-z]{3,9})\.?,?(?: (?<year>\d{4}))?$/.exec(text) ??
    /^(?<month>[a-z]{3,9})\.? (?<day>\d{1,2}),?(?: (?<year>\d{4}))?$/.exec(text);
  const month = months.indexOf(named?.groups?.month?.slice(0, 3) ?? "") + 1;
  const date = iso
    ? { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
    : { year: Number(named?.groups?.year ?? today.getUTCFullYear()), month, day: Number(named?.groups?.day) };
  const made = new Date(Date.UTC(date.year, date.month - 1, date.day));
  // 31 April is no day, and must not become 1 May.
  return made.getUTCMonth() === date.month - 1 && made.getUTCDate() === date.day ? date : undefined;
}

/** What the wall clock of a zone shows as a moment. In the hour that is skipped in spring, the moment an hour later. */
function fromWall(wall: number, timeZone: string): number {
  const guess = wall - zoneOffsetMs(wall, timeZone);
  return wall - zoneOffsetMs(guess, timeZone);
}
