/**
 * What had to be mended or was noticed while a span's row was made: bits of span.flags. Assigned once, never reused. The raw
 * span in trace_payload is always as it came.
 */
export const spanFlags = {
  /** No start time: the end time stands in for it, or the epoch. */
  startMissing: 1,
  /** The end lies before the start: the duration is stored as 0. */
  endBeforeStart: 2,
  /** A time after the year 2255 was cut to it. */
  timeCut: 4,
  /** The start lies before 1973: seconds or milliseconds were probably sent for nanoseconds. */
  timeImplausible: 8,
  /** The parent id was not 8 bytes and was left out. */
  parentIdInvalid: 16,
  /** An attribute key came more than once; the last one counts. */
  duplicateKeys: 32,
  /** An attribute, event or status could not be read and was left out. */
  unreadableParts: 64,
  /** The start lies more than a day in the future. */
  startInFuture: 128,
  /** More cached tokens than input tokens were reported: the counts contradict each other, and the cost is doubtful. */
  cachedExceedsInput: 256,
} as const;

export type SpanFlag = keyof typeof spanFlags;

export function flagNames(bits: number): SpanFlag[] {
  return (Object.keys(spanFlags) as SpanFlag[]).filter((name) => (bits & spanFlags[name]) !== 0);
}
