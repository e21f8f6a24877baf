import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { parsePath } from "@plumbline/span/extraction/path";
import { type JsonPlace, jsonInText, moreStep, type PathStep, placeId } from "./json-rows";

/**
 * Where a path leads in a span document, such as the path of a search hit; it may go on inside of JSON that is kept as text.
 * Undefined where it cannot be read or leads nowhere. `openText` says what a text spells, of which the path is given.
 */
export function placeOfPath(
  document: JsonValue,
  text: string,
  openText: (text: string, path: readonly PathStep[]) => JsonValue | undefined = jsonInText,
): JsonPlace | undefined {
  const parsed = parsePath(text, { allowWildcard: false });
  if (!parsed.ok) return undefined;
  const steps = parsed.path.steps.map((step): PathStep => (step.type === "name" ? step.name : stepIndex(step)));
  const path: PathStep[] = [];
  let value: JsonValue = document;
  let valuePath: PathStep[] | undefined;
  for (let at = 0; at < steps.length; ) {
    if (typeof value === "string") {
      const inner = valuePath === undefined ? openText(value, path) : undefined;
      if (inner === undefined) return undefined;
      value = inner;
      valuePath = [];
    }
    const found = childAt(value, steps.slice(at));
    if (found === undefined) return undefined;
    (valuePath ?? path).push(found.step);
    value = found.value;
    at += found.taken;
  }
  return valuePath === undefined ? { path } : { path, valuePath };
}

function stepIndex(step: { readonly type: "index"; readonly index: number } | { readonly type: "wildcard" }): number {
  return step.type === "index" ? step.index : 0;
}

/** The child of the next step; a key with dots in it takes several. */
function childAt(
  value: JsonValue,
  steps: readonly PathStep[],
): { readonly step: PathStep; readonly value: JsonValue; readonly taken: number } | undefined {
  const [first] = steps;
  if (Array.isArray(value)) {
    const item = typeof first === "number" ? value[first] : undefined;
    return item === undefined || first === undefined ? undefined : { step: first, value: item, taken: 1 };
  }
  if (!isJsonObject(value)) return undefined;
  for (let taken = 1; taken <= steps.length; taken++) {
    const key = steps.slice(0, taken).join(".");
    const child = Object.hasOwn(value, key) ? value[key] : undefined;
    if (child !== undefined) return { step: key, value: child, taken };
  }
  return undefined;
}

/** The nodes that must be open, and how many entries each list must show, so that the place is a line of the tree. */
export function pathToPlace({ path, valuePath }: JsonPlace): {
  readonly open: readonly string[];
  readonly shown: ReadonlyMap<string, number>;
} {
  const open: string[] = [];
  const shown = new Map<string, number>();
  const need = (parent: JsonPlace, step: PathStep | undefined) => {
    // In whole steps, as "more" shows them, and never fewer than are shown anyway.
    if (typeof step === "number") shown.set(placeId(parent), Math.ceil((step + 1) / moreStep) * moreStep);
  };
  path.forEach((step, index) => {
    const parent = { path: path.slice(0, index) };
    if (index > 0) open.push(placeId(parent));
    need(parent, step);
  });
  if (valuePath === undefined) return { open, shown };
  open.push(placeId({ path }));
  valuePath.forEach((step, index) => {
    const parent = { path, valuePath: valuePath.slice(0, index) };
    if (index > 0) open.push(placeId(parent));
    need(parent, step);
  });
  return { open, shown };
}
