/** Fields with bounds instead of ticks. */
export const rangeFields = ["duration", "tokens", "cost", "spans"] as const;
export type RangeField = (typeof rangeFields)[number];
