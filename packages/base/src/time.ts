/** Unix nanoseconds. A JavaScript number loses digits above 2^53, which is April 1970 in this unit. */
export type UnixNano = bigint;

export const msPerDay = 86_400_000;

export function unixNanoFromMs(ms: number): UnixNano {
  return BigInt(Math.trunc(ms)) * 1_000_000n;
}

/** Milliseconds with their fraction; exact to about 0.1 µs for present dates. */
export function unixNanoToMs(nano: UnixNano): number {
  return Number(nano / 1_000_000n) + Number(nano % 1_000_000n) / 1e6;
}

/** ISO 8601 with nine fractional digits, the form that the span document shows. */
export function unixNanoToIso(nano: UnixNano): string {
  const seconds = new Date(Number(nano / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${(nano % 1_000_000_000n).toString().padStart(9, "0")}Z`;
}
