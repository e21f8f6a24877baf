import type { JsonValue } from "@plumbline/base/json";
import type { SpanDocument } from "../document/types";
import { selfKey } from "../document/unflatten";
import { parseJsonText } from "../json-text";
import { type PathStep, parsePath } from "./path";
import { renderPath } from "./render-path";

/** Keys from the top of the span document to a value; inside JSON text they go on through the parsed value. */
export type Location = readonly (string | number)[];

export interface PickedPath {
  readonly jsonPathInSpan: string;
  /** Set where the value stands inside JSON text. */
  readonly jsonPathInSpanValue?: string;
  /** Places in the location that are list positions: each can be toggled between `[n]` and `[*]`. */
  readonly listPositions: readonly number[];
}

/**
 * The path text that addresses a place in the span document: what a click in the JSON tree fills in. Names are quoted where
 * the grammar or a look-alike key needs it. Undefined where no path leads: outside the roots, or to a place that is not there.
 *
 * @param wildcards Places in the location to write as `[*]`; only places of list positions count.
 */
export function pathOf(
  document: SpanDocument,
  location: Location,
  wildcards: ReadonlySet<number> = new Set(),
): PickedPath | undefined {
  const split = splitAtText(document as unknown as JsonValue, location);
  if (split === undefined) return undefined;
  const outer = stepsFor(document as unknown as JsonValue, location.slice(0, split.textAt), "document");
  const jsonPathInSpan = renderPath(withWildcards(outer, 0, wildcards, split.listPositions));
  if (!parsePath(jsonPathInSpan, { allowWildcard: true }).ok) return undefined;
  const { listPositions } = split;
  if (split.inner === undefined) return { jsonPathInSpan, listPositions };
  const inner = stepsFor(split.inner, location.slice(split.textAt), "payload");
  const jsonPathInSpanValue = renderPath(withWildcards(inner, split.textAt, wildcards, listPositions));
  return { jsonPathInSpan, jsonPathInSpanValue, listPositions };
}

interface Split {
  /** How many keys lead to the JSON text, or to the value where there is none. */
  readonly textAt: number;
  /** What the JSON text holds; undefined where the location does not go into one. */
  readonly inner: JsonValue | undefined;
  readonly listPositions: readonly number[];
}

function splitAtText(document: JsonValue, location: Location): Split | undefined {
  const listPositions: number[] = [];
  let textAt = location.length;
  let inner: JsonValue | undefined;
  let value = document;
  for (const [position, key] of location.entries()) {
    if (typeof value === "string") {
      const parsed = parseJsonText(value);
      if (parsed === undefined) return undefined;
      value = parsed;
      if (inner === undefined) {
        textAt = position;
        inner = parsed;
      }
    }
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value)) listPositions.push(position);
    value = (value as Record<string | number, JsonValue>)[key] ?? null;
  }
  return { textAt, inner, listPositions };
}

/** Plain names, or every name quoted where a longer literal key on the way would be taken instead. */
function stepsFor(root: JsonValue, location: Location, where: "document" | "payload"): PathStep[] {
  const keys = where === "document" && location.at(-1) === selfKey ? location.slice(0, -1) : location;
  const isQuoted = hasLookAlike(root, keys);
  return keys.map((key, index) => stepOf(key, isQuoted && (index > 0 || where === "payload")));
}

/** Whether an object on the way has a key such as `a.b` beside the `a` and `b` that the location goes through. */
function hasLookAlike(root: JsonValue, keys: Location): boolean {
  let value: JsonValue | undefined = root;
  for (const [position, key] of keys.entries()) {
    if (typeof value === "string") value = parseJsonText(value);
    if (typeof value !== "object" || value === null) return false;
    let joined = String(key);
    for (const next of keys.slice(position + 1)) {
      joined += `.${next}`;
      if (!Array.isArray(value) && Object.hasOwn(value, joined)) return true;
    }
    value = (value as Record<string | number, JsonValue>)[key];
  }
  return false;
}

function stepOf(key: string | number, isQuoted: boolean): PathStep {
  return typeof key === "number" ? { type: "index", index: key } : { type: "name", name: key, isQuoted };
}

function withWildcards(
  steps: readonly PathStep[],
  offset: number,
  wildcards: ReadonlySet<number>,
  listPositions: readonly number[],
): PathStep[] {
  return steps.map((step, index) => {
    const position = offset + index;
    return wildcards.has(position) && listPositions.includes(position) ? { type: "wildcard" } : step;
  });
}
