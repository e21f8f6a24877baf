import { formatDuration } from "~/lib/format";
import type { TraceModel } from "./trace-model";

/** The sign of a span that is worth one. Success shows nothing: a page without trouble is almost grey. */
export function spanSign(model: TraceModel, index: number): "error" | "broken" | "running" | undefined {
  const span = model.spans[index];
  if (span?.status === "error") return model.hasErrorBelow[index] === 1 ? "broken" : "error";
  return span?.durationUs === null ? "running" : undefined;
}

export interface SpanTag {
  readonly text: string;
  readonly title: string;
  readonly tone: "error" | "warn";
}

/** What must be said of a span's place in the chain. */
export function spanTag(model: TraceModel, index: number): SpanTag | undefined {
  if (model.failure?.origin === index)
    return { text: "origin", title: "The failure began in this span.", tone: "error" };
  if (model.isOrphan[index] === 1)
    return {
      text: "no parent",
      title: `Its parent ${model.spans[index]?.parentSpanId ?? ""} has not arrived. It is shown as a root.`,
      tone: "warn",
    };
  if (model.brokeCycle[index] === 1)
    return { text: "cycle", title: "Its parents lead back to itself. It is shown as a root.", tone: "warn" };
  return skewTag(model, index);
}

/** Said once, at the top of what was moved together. */
function skewTag(model: TraceModel, index: number): SpanTag | undefined {
  const span = model.spans[index];
  const parent = model.spans[model.shape.parent[index] ?? -1];
  if (span === undefined || span.skewUs === 0 || span.skewUs === parent?.skewUs) return undefined;
  const by = formatDuration(Math.abs(span.skewUs) / 1000);
  const way = span.skewUs > 0 ? "later" : "earlier";
  return {
    text: `clock ${span.skewUs > 0 ? "+" : "\u2212"}${by}`,
    title: `By the clock of ${span.service} it lies outside of its caller. It is drawn ${by} ${way} than recorded.`,
    tone: "warn",
  };
}
