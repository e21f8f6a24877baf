import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";

/** A key is split into at most so many steps; what is left over stays joined in the last one. */
export const keyDepthMax = 32;

/** Array slots of one span, holes included. A hostile `a.999999999.b` becomes an object with that name, not an array. */
export const arraySlotsMax = 10_000;

/** Under this name an object keeps the value of a key that is both a leaf and a prefix of other keys. */
export const selfKey = "$self";

/** What is left of a span's array slots; shared by its attributes, events, links, resource and scope. */
export interface SlotBudget {
  slots: number;
}

interface Node {
  hasValue: boolean;
  value: JsonValue;
  children: Map<string, Node> | undefined;
}

/**
 * Un-flattens dotted attribute keys into nested JSON (conventions 11.1 and 11.4). `retrieval.documents.0.document.content`
 * becomes a list with an object, and list positions are kept: a gap is null, so that `[3]` stays the fourth document even if
 * the SDK dropped the second. Values themselves are never split, expanded or parsed.
 */
export function unflatten(
  flat: Readonly<Record<string, JsonValue>>,
  budget: SlotBudget = { slots: arraySlotsMax },
): JsonObject {
  const root: Node = { hasValue: false, value: null, children: undefined };
  for (const key in flat) {
    if (Object.hasOwn(flat, key)) insert(root, key, flat[key] ?? null);
  }
  return root.children === undefined ? newJsonObject() : objectOf(root.children, budget);
}

/** Splits at `.` only; empty steps stay as empty names. */
export function splitKey(key: string): string[] {
  const steps = key.split(".");
  if (steps.length <= keyDepthMax) return steps;
  return [...steps.slice(0, keyDepthMax - 1), steps.slice(keyDepthMax - 1).join(".")];
}

/** `0`, or digits without a leading zero: what `String(index)` writes. Undefined for every other name. */
export function canonicalIndex(name: string): number | undefined {
  if (!/^(0|[1-9]\d{0,8})$/.test(name)) return undefined;
  return Number(name);
}

function insert(root: Node, key: string, value: JsonValue): void {
  let node = root;
  for (const step of splitKey(key)) {
    node.children ??= new Map();
    let child = node.children.get(step);
    if (child === undefined) {
      child = { hasValue: false, value: null, children: undefined };
      node.children.set(step, child);
    }
    node = child;
  }
  node.hasValue = true;
  node.value = value;
}

function nodeValue(node: Node, budget: SlotBudget): JsonValue {
  if (node.children === undefined) return withoutPrototype(node.value);
  if (!node.hasValue) return arrayOf(node.children, budget) ?? objectOf(node.children, budget);
  const object = objectOf(node.children, budget);
  if (!isJsonObject(node.value)) {
    object[selfKey] = withoutPrototype(node.value);
    return object;
  }
  // A structured value with dotted children: one object, the dotted child wins (its own key was sent on purpose).
  const merged = newJsonObject();
  for (const [name, child] of Object.entries(node.value)) merged[name] = withoutPrototype(child);
  for (const name in object) merged[name] = object[name] ?? null;
  return merged;
}

function objectOf(children: ReadonlyMap<string, Node>, budget: SlotBudget): JsonObject {
  const object = newJsonObject();
  for (const [name, child] of children) object[name] = nodeValue(child, budget);
  return object;
}

/** The children as a list, or undefined where they are no list: names beside indices, scalars with gaps, too many slots. */
function arrayOf(children: ReadonlyMap<string, Node>, budget: SlotBudget): JsonValue[] | undefined {
  let highest = -1;
  let areAllObjects = true;
  for (const [name, child] of children) {
    const index = canonicalIndex(name);
    if (index === undefined) return undefined;
    highest = Math.max(highest, index);
    areAllObjects &&= child.children !== undefined || isJsonObject(child.value);
  }
  const isDense = highest === children.size - 1;
  const slots = highest + 1;
  if ((!areAllObjects && !isDense) || slots > budget.slots) return undefined;
  budget.slots -= slots;
  return Array.from({ length: slots }, (_, index) => {
    const child = children.get(String(index));
    return child === undefined ? null : nodeValue(child, budget);
  });
}

/** Decoded values have no prototype already; values that came through JSON.parse are copied once. */
function withoutPrototype(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? value.map(withoutPrototype) : value;
  if (Object.getPrototypeOf(value) === null) return value;
  const copy = newJsonObject();
  for (const [name, child] of Object.entries(value)) copy[name] = withoutPrototype(child);
  return copy;
}
