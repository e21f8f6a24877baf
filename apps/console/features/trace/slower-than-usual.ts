import type { TraceModel, TraceSpan } from "./trace-model";
import type { UsualDuration } from "./trace-source";

/** Usual durations by span name, and by name and model where a name is called with several models. */
export type UsualDurations = ReadonlyMap<string, UsualDuration>;

/** Fewer spans than this say nothing about what is usual. */
const countMin = 20;
/** Closer to the usual p95 than this is usual too: one in twenty spans lies beyond it. */
const factorMin = 1.2;

export function usualByName(items: readonly UsualDuration[]): UsualDurations {
  const byName = new Map<string, UsualDuration>();
  for (const item of items) {
    if (item.count < countMin || item.p95Ms === null || item.p95Ms <= 0) continue;
    byName.set(keyOf(item.name, item.model), item);
  }
  return byName;
}

/** What is usual for a span: for its name and model, else for its name. */
export function usualOf(usual: UsualDurations, span: Pick<TraceSpan, "name" | "model">): UsualDuration | undefined {
  return usual.get(keyOf(span.name, span.model)) ?? usual.get(keyOf(span.name, null));
}

/** How many times its usual p95 a span took; undefined where that is not worth a word. */
export function slowFactor(
  usual: UsualDurations,
  span: Pick<TraceSpan, "name" | "model" | "durationUs">,
): number | undefined {
  const p95Ms = usualOf(usual, span)?.p95Ms;
  if (span.durationUs === null || p95Ms === undefined || p95Ms === null) return undefined;
  const factor = span.durationUs / 1000 / p95Ms;
  return factor >= factorMin ? factor : undefined;
}

export interface SlowSpan {
  readonly index: number;
  readonly factor: number;
  readonly usualP95Ms: number;
}

/**
 * The spans that explain why a trace was slow: on its critical path, longer than usual, and not merely because of a span below
 * them that is. Those that lost most time first.
 */
export function slowSpans(
  model: Pick<TraceModel, "spans" | "shape" | "criticalPath">,
  usual: UsualDurations,
): SlowSpan[] {
  if (usual.size === 0) return [];
  const onPath = new Set(model.criticalPath.map(({ index }) => index));
  const slow = [...onPath]
    .sort((a, b) => a - b)
    .flatMap((index): SlowSpan[] => {
      const span = model.spans[index];
      const factor = span === undefined ? undefined : slowFactor(usual, span);
      const usualP95Ms = span === undefined ? undefined : usualOf(usual, span)?.p95Ms;
      return factor === undefined || usualP95Ms === undefined || usualP95Ms === null
        ? []
        : [{ index, factor, usualP95Ms }];
    });
  const isExplainedBelow = ({ index, usualP95Ms }: SlowSpan) =>
    slow.some(
      (other) =>
        other.index > index &&
        other.index < (model.shape.end[index] ?? 0) &&
        lostMs(model, other) >= lostMs(model, { index, usualP95Ms }) / 2,
    );
  return slow.filter((span) => !isExplainedBelow(span)).sort((a, b) => lostMs(model, b) - lostMs(model, a));
}

function lostMs(model: Pick<TraceModel, "spans">, slow: Pick<SlowSpan, "index" | "usualP95Ms">): number {
  return (model.spans[slow.index]?.durationUs ?? 0) / 1000 - slow.usualP95Ms;
}

/** "6.5×", two figures that matter. */
export function factorText(factor: number): string {
  return `${factor >= 10 ? Math.round(factor).toLocaleString("en") : factor.toFixed(1)}×`;
}

function keyOf(name: string, model: string | null): string {
  return `${model ?? ""}\n${name}`;
}
