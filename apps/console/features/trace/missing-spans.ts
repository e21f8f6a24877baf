import type { TraceModel } from "./trace-model";

/** A parent that spans name and that has not arrived. */
export interface MissingParent {
  readonly spanId: string;
  /** Its children, the earliest first. */
  readonly children: readonly number[];
  /** Start of the earliest child: since then it is known of. */
  readonly sinceUs: number;
}

/** The parents that have not arrived, the earliest first. */
export function missingParents(model: Pick<TraceModel, "spans" | "isOrphan">): readonly MissingParent[] {
  const children = new Map<string, number[]>();
  for (const [index, span] of model.spans.entries()) {
    if (model.isOrphan[index] !== 1 || span.parentSpanId === null) continue;
    const siblings = children.get(span.parentSpanId);
    if (siblings === undefined) children.set(span.parentSpanId, [index]);
    else siblings.push(index);
  }
  return [...children]
    .map(([spanId, indices]) => ({
      spanId,
      children: indices,
      sinceUs: indices.reduce(
        (least, index) => Math.min(least, model.spans[index]?.startUs ?? least),
        Number.POSITIVE_INFINITY,
      ),
    }))
    .sort((a, b) => a.sinceUs - b.sinceUs);
}

/** Spans that stand at the top: roots, orphans and where a cycle was opened. */
export function topSpans({ shape }: Pick<TraceModel, "shape">): readonly number[] {
  return Array.from(shape.parent.keys()).filter((index) => shape.parent[index] === -1);
}

/** The services whose spans were moved, with by how much at most. */
export function skewedServices(spans: TraceModel["spans"]): ReadonlyMap<string, number> {
  const byService = new Map<string, number>();
  for (const { service, skewUs } of spans) {
    if (Math.abs(skewUs) > Math.abs(byService.get(service) ?? 0)) byService.set(service, skewUs);
  }
  return byService;
}
