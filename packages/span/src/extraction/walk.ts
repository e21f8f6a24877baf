import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { canonicalIndex, selfKey } from "../document/unflatten";
import { parseJsonText } from "../json-text";
import type { PathStep } from "./path";

/** More values than this are never collected: the walk stops and says so. */
export const foundMax = 1_000;

export interface Found {
  readonly value: JsonValue;
  /** What each `[*]` of the path stood for, in order. */
  readonly picks: readonly (string | number)[];
}

export interface Walk {
  readonly found: readonly Found[];
  readonly isCut: boolean;
  /** A text that the path wanted to go into and that is not JSON. Only set where nothing was found. */
  readonly notJson: string | undefined;
}

/**
 * Walks parsed steps through JSON that others wrote (conventions 11.3). Own properties only; at each object the longest literal
 * dotted key comes first and shorter ones are tried only if that leads nowhere; JSON text is descended into while steps remain;
 * `[*]` passes over null. Our own walker instead of a library: docs/decisions/003-own-path-walker.md.
 *
 * @param where "document": objects may carry `$self`. "payload": inside values, where every key is what it is.
 */
export function walk(root: JsonValue, steps: readonly PathStep[], where: "document" | "payload"): Walk {
  const walker = new Walker(steps);
  walker.visit(root, 0, [], where === "document");
  const { found, isCut, notJson } = walker;
  return { found, isCut, notJson: found.length > 0 ? undefined : notJson };
}

class Walker {
  readonly found: Found[] = [];
  isCut = false;
  notJson: string | undefined;

  constructor(private readonly steps: readonly PathStep[]) {}

  /** Whether anything was found below. Recursion is bounded by the number of steps, at most 33. */
  visit(value: JsonValue, at: number, picks: readonly (string | number)[], inDocument: boolean): boolean {
    const step = this.steps[at];
    if (step === undefined) return this.emit(value, picks, inDocument);
    if (typeof value === "string") return this.visitText(value, at, picks);
    if (typeof value !== "object" || value === null) return false;
    if (step.type === "wildcard") return this.visitAll(value, at, picks, inDocument);
    if (Array.isArray(value)) {
      const index = step.type === "index" ? step.index : step.isQuoted ? undefined : canonicalIndex(step.name);
      const item = index === undefined ? undefined : value[index];
      return item === undefined ? false : this.visit(item, at + 1, picks, inDocument);
    }
    return this.visitObject(value, at, picks, inDocument);
  }

  private emit(value: JsonValue, picks: readonly (string | number)[], inDocument: boolean): boolean {
    if (this.found.length >= foundMax) {
      this.isCut = true;
      return true;
    }
    const leaf = inDocument && isJsonObject(value) && Object.hasOwn(value, selfKey) ? value[selfKey] : value;
    this.found.push({ value: leaf ?? null, picks });
    return true;
  }

  private visitText(text: string, at: number, picks: readonly (string | number)[]): boolean {
    const parsed = parseJsonText(text);
    if (parsed === undefined) {
      this.notJson ??= text;
      return false;
    }
    return this.visit(parsed, at, picks, false);
  }

  private visitAll(
    value: JsonValue[] | JsonObject,
    at: number,
    picks: readonly (string | number)[],
    inDocument: boolean,
  ): boolean {
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    let hasFound = false;
    for (const key of keys) {
      if (this.isCut) break;
      const child = (value as Record<string | number, JsonValue>)[key];
      if (child === null || child === undefined || (inDocument && key === selfKey)) continue;
      hasFound = this.visit(child, at + 1, [...picks, key], inDocument) || hasFound;
    }
    return hasFound;
  }

  private visitObject(
    value: JsonObject,
    at: number,
    picks: readonly (string | number)[],
    inDocument: boolean,
  ): boolean {
    const keys = literalKeys(this.steps, at);
    for (let length = keys.length; length > 0; length--) {
      const key = keys[length - 1] ?? "";
      if (!Object.hasOwn(value, key)) continue;
      const child = value[key];
      if (child !== undefined && this.visit(child, at + length, picks, inDocument)) return true;
    }
    return false;
  }
}

/**
 * The literal keys that the steps from `at` may stand for: `a`, `a.b`, `a.b.c` … up to the first wildcard or quoted name. A quoted
 * name stands for itself alone.
 */
export function literalKeys(steps: readonly PathStep[], at: number): string[] {
  const first = steps[at];
  if (first?.type === "name" && first.isQuoted) return [first.name];
  const keys: string[] = [];
  let joined = "";
  for (let position = at; position < steps.length; position++) {
    const step = steps[position];
    if (step === undefined || step.type === "wildcard" || (step.type === "name" && step.isQuoted)) break;
    const name = step.type === "index" ? String(step.index) : step.name;
    joined = position === at ? name : `${joined}.${name}`;
    keys.push(joined);
  }
  return keys;
}
