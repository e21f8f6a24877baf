import { selfTimes } from "@plumbline/span/self-time";
import type { TraceModel } from "./trace-model";

/** Microseconds of one span in which none of its children ran; undefined where it has none, and all of its time is its own. */
export function selfTimeOf({ spans, shape }: Pick<TraceModel, "spans" | "shape">, index: number): number | undefined {
  const family = [index];
  const end = shape.end[index] ?? index + 1;
  for (let child = index + 1; child < end; child = shape.end[child] ?? child + 1) family.push(child);
  if (family.length === 1) return undefined;
  const own = family.flatMap((member) => spans[member] ?? []);
  return selfTimes(
    { parent: Int32Array.from(own, (_, place) => (place === 0 ? -1 : 0)) },
    { start: own.map(({ startUs }) => startUs), end: own.map(({ endUs }) => endUs) },
  )[0];
}
