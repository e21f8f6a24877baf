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

/** The answers to the parts of one long text, and why the others gave none. */
export interface PartAnswers<T> {
  /** Undefined where that part could not be judged. */
  readonly answers: readonly (T | undefined)[];
  readonly judged: number;
  readonly failure: JudgeFailure | undefined;
}

/**
 * Waits for every part. One that cannot be judged (filtered, unreadable) leaves the others their worth: whoever asks decides
 * whether they suffice. Throws as `gather` where a failure is not of that part alone, and where no part was judged.
 */
export async function gatherParts<T>(calls: readonly Promise<T>[]): Promise<PartAnswers<T>> {
  const settled = await Promise.allSettled(calls);
  const failures = settled.filter((result) => result.status === "rejected").map((result) => result.reason as unknown);
  const isOfPart = (failure: unknown) => failure instanceof JudgeFailure && failure.scope === "metric";
  if (failures.length > 0 && (failures.length === calls.length || !failures.every(isOfPart))) throw gravest(failures);
  return {
    answers: settled.map((result) => (result.status === "fulfilled" ? result.value : undefined)),
    judged: calls.length - failures.length,
    failure: failures[0] as JudgeFailure | undefined,
  };
}
