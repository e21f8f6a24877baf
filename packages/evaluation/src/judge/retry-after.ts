/** Longest wait that a server may ask for and be obeyed; a longer one is cut to this. */
export const retryAfterMsMax = 24 * 3_600_000;

/**
 * Milliseconds that an answer asks to wait: `retry-after-ms` (OpenAI), else `Retry-After` as seconds or as an HTTP date
 * (RFC 9110, section 10.2.3). Undefined where it asks nothing or nothing readable.
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const exact = headers.get("retry-after-ms");
  if (exact !== null && /^\d+(\.\d+)?$/.test(exact.trim())) return Math.min(Number(exact), retryAfterMsMax);
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1_000, retryAfterMsMax);
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), retryAfterMsMax);
}

/** Full jitter (Brooker, AWS 2015): anywhere between nothing and the doubled step. */
export function backoffMs(
  failedTries: number,
  baseMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  return random() * Math.min(maxMs, baseMs * 2 ** failedTries);
}
