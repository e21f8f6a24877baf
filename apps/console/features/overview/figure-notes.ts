import { formatCount, formatPercent } from "~/lib/format";

/** What stands beside a figure: rates, and how it has changed. */

export function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/** How an amount has changed. Beyond four times, what it was says more than a percentage. */
export function change(
  now: number,
  before: number | null | undefined,
  format: (value: number) => string = formatCount,
): string {
  if (before == null || before === 0) return "";
  if (now > before * 4) return `was ${format(before)}`;
  return signed(now / before - 1);
}

/** What a rate or a duration was, and by how much it has changed. */
export function was(
  now: number | null | undefined,
  before: number | null | undefined,
  format: (value: number) => string,
): string {
  if (before == null) return "";
  const known = `was ${format(before)}`;
  if (now == null || before === 0 || now > before * 4) return known;
  return join(known, signed(now / before - 1));
}

function signed(share: number): string {
  if (Math.abs(share) < 0.005) return "unchanged";
  return `${share > 0 ? "+" : "−"}${formatPercent(Math.abs(share))}`;
}

export function perTime(perMinute: number): string {
  if (perMinute >= 1) return `${formatCount(Math.round(perMinute))} a minute`;
  return perMinute * 60 >= 1
    ? `${formatCount(Math.round(perMinute * 60))} an hour`
    : `${formatCount(Math.max(1, Math.round(perMinute * 1440)))} a day`;
}
