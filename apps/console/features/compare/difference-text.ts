import { formatCost } from "~/lib/cost-text";
import { formatDuration, formatTokens } from "~/lib/format";

/** "+0.41 s", "−2", "same": with its sign, a real minus, and a word where nothing differs. */
export function signed(difference: number, format: (size: number) => string): string {
  const size = format(Math.abs(difference));
  if (difference === 0 || size === format(0)) return "same";
  return `${difference < 0 ? "−" : "+"}${size}`;
}

export function durationDifference(ms: number): string {
  return Math.abs(ms) < 0.05 ? "same" : signed(ms, formatDuration);
}

export function tokensDifference(tokens: number): string {
  return signed(tokens, formatTokens);
}

export function costDifference(cost: number): string {
  return Math.abs(cost) < 0.00005 ? "same" : signed(cost, formatCost);
}

export function scoreDifference(score: number): string {
  return signed(score, (size) => size.toFixed(2));
}
