import { type FailureScope, JudgeFailure } from "./outcome";

const severity: Record<FailureScope, number> = { evaluation: 3, delay: 2, run: 1, metric: 0 };

/**
 * Waits for every call, so that none is still under way when the run ends, then answers all or throws the gravest failure.
 * Anything that is no JudgeFailure, such as a lost database, is graver still.
 */
export async function gather<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(calls);
  const failures = settled.filter((result) => result.status === "rejected").map((result) => result.reason as unknown);
  if (failures.length > 0) throw gravest(failures);
  return settled.filter((result) => result.status === "fulfilled").map((result) => result.value);
}

function gravest(failures: readonly unknown[]): unknown {
  const unexpected = failures.find((failure) => !(failure instanceof JudgeFailure));
  if (unexpected !== undefined) return unexpected;
  return (failures as JudgeFailure[]).toSorted((a, b) => severity[b.scope] - severity[a.scope])[0];
}
