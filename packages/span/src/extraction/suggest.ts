import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import type { ReadSpan } from "../document/types";
import type { PathStep } from "./path";
import { renderPath } from "./render-path";

const suggestionsMax = 3;
const leavesMax = 2_000;
const distanceMax = 2;

/** Paths of the span that are close to one that finds nothing: at most 2 edits away, else with the same last name. */
export function suggestPaths(span: ReadSpan, steps: readonly PathStep[]): string[] {
  const hasWildcard = steps.some((step) => step.type === "wildcard");
  const wanted = withoutIndices(renderPath(steps));
  const leaf = lastName(steps);
  const near = new Map<string, number>();
  for (const location of leaves(span.document as unknown as JsonValue)) {
    const path = renderPath(location.map(hasWildcard ? wildcardStep : exactStep));
    const distance = editDistance(withoutIndices(path), wanted, distanceMax);
    const isSameLeaf = leaf !== undefined && lastName(location.map(exactStep)) === leaf;
    const score = distance ?? (isSameLeaf ? distanceMax + 1 : undefined);
    if (score !== undefined && !near.has(path)) near.set(path, score);
  }
  return best(near);
}

/** Span names of the trace that are close to one that no span has. */
export function suggestNames(names: readonly string[], wanted: string): string[] {
  const near = new Map<string, number>();
  const lower = wanted.toLowerCase();
  for (const name of new Set(names)) {
    const distance = editDistance(name.toLowerCase(), lower, distanceMax);
    const isInside = lower.length > 2 && name.toLowerCase().includes(lower);
    const score = distance ?? (isInside ? distanceMax + 1 : undefined);
    if (score !== undefined) near.set(name, score);
  }
  return best(near);
}

/** Levenshtein distance, or undefined where it is more than `max`. */
export function editDistance(a: string, b: string, max: number): number | undefined {
  if (Math.abs(a.length - b.length) > max) return undefined;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const value = Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      current.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > max) return undefined;
    previous = current;
  }
  const distance = previous[b.length] ?? 0;
  return distance <= max ? distance : undefined;
}

type Location = readonly (string | number)[];

const searchedRoots = ["attributes", "events", "resource", "scope", "status", "links", "name"];

/** Locations of all values that are no object or list, attributes first. */
function* leaves(document: JsonValue): Iterable<Location> {
  if (!isJsonObject(document)) return;
  const pending: { value: JsonValue; location: Location }[] = searchedRoots
    .filter((root) => Object.hasOwn(document, root))
    .map((root) => ({ value: document[root] ?? null, location: [root] }))
    .reverse();
  let count = 0;
  for (let next = pending.pop(); next !== undefined && count < leavesMax; next = pending.pop()) {
    const { value, location } = next;
    if (typeof value !== "object") {
      count += 1;
      yield location;
      continue;
    }
    if (value === null || location.length > 32) continue;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys.slice(0, leavesMax).reverse()) {
      pending.push({ value: (value as Record<string | number, JsonValue>)[key] ?? null, location: [...location, key] });
    }
  }
}

function exactStep(key: string | number): PathStep {
  return typeof key === "number" ? { type: "index", index: key } : { type: "name", name: key, isQuoted: false };
}

function wildcardStep(key: string | number): PathStep {
  return typeof key === "number" ? { type: "wildcard" } : { type: "name", name: key, isQuoted: false };
}

/** `[0]`, `[12]` and `[*]` count as one, so that a wrong position costs no edit. */
function withoutIndices(path: string): string {
  return path.replace(/\[(\d+|\*)\]/g, "[n]");
}

function lastName(steps: readonly PathStep[]): string | undefined {
  const last = steps.findLast((step) => step.type === "name");
  return last?.type === "name" ? last.name.slice(last.name.lastIndexOf(".") + 1) : undefined;
}

function best(scores: ReadonlyMap<string, number>): string[] {
  return [...scores]
    .sort(([, a], [, b]) => a - b)
    .slice(0, suggestionsMax)
    .map(([text]) => text);
}
