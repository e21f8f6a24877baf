import { mergeNames, type TraceRollUp } from "@plumbline/span/roll-up";

/**
 * The totals of a long trace after one more batch, from what its row says and the batch alone. Exact for spans that are new
 * but for what needs the whole trace: which parents are missing, and tokens that a wrapper in another batch repeats.
 * `settleTraceTotals` puts that right a moment later.
 */
export function addCoarsely(stored: TraceRollUp, batch: TraceRollUp): TraceRollUp {
  const startUs = Math.min(stored.startUs, batch.startUs);
  const endUs = Math.max(stored.endUs, batch.endUs);
  const grows = startUs !== stored.startUs || endUs !== stored.endUs;
  const top = batch.hasRoot && !stored.hasRoot ? batch : stored;
  const errorCount = stored.errorCount + batch.errorCount;
  return {
    startUs,
    endUs,
    durationNs: grows ? (endUs - startUs) * 1000 : stored.durationNs,
    application: top.application,
    name: top.name,
    rootKind: top.rootKind,
    status: top.hasRoot || errorCount === 0 ? top.status : 2,
    hasRoot: top.hasRoot,
    isRunning: stored.isRunning || batch.isRunning,
    spanCount: stored.spanCount + batch.spanCount,
    errorCount,
    orphanCount: stored.orphanCount,
    inputTokens: sum(stored.inputTokens, batch.inputTokens),
    outputTokens: sum(stored.outputTokens, batch.outputTokens),
    cost: sum(stored.cost, batch.cost),
    ...mergeNames(stored, batch),
    sessionId: stored.sessionId ?? batch.sessionId,
    userId: stored.userId ?? batch.userId,
    errorMessage: stored.errorMessage ?? batch.errorMessage,
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
