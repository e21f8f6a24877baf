import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { ReadSpan } from "../document/types";
import { parseJsonText } from "../json-text";
import type { Path, PathStep } from "./path";
import { concreteSteps, renderPath } from "./render-path";
import { type Found, foundMax, type Walk, walk } from "./walk";

/** A value with the concrete paths that lead to it. */
export interface LocatedValue {
  readonly value: JsonValue;
  readonly path: string;
  readonly valuePath?: string;
}

export interface FoundValues {
  readonly values: readonly LocatedValue[];
  /** More than `foundMax` values are there. */
  readonly isCut: boolean;
  readonly notJson: string | undefined;
}

/** Reads a path, and a second path inside the JSON text found there, in one span. An empty answer is a miss, never a guess. */
export function findValues(span: ReadSpan, path: Path, valuePath: Path | undefined): FoundValues {
  const outer = findInSpan(span, path.steps);
  const located = outer.found.map((found) => ({
    value: found.value,
    path: renderPath(concreteSteps(path.steps, found.picks)),
  }));
  if (valuePath === undefined) return { values: located, isCut: outer.isCut, notJson: outer.notJson };

  const values: LocatedValue[] = [];
  let isCut = outer.isCut;
  let notJson = outer.notJson;
  for (const { value, path: outerPath } of located) {
    const inner = findInValue(value, valuePath.steps);
    notJson ??= inner.notJson;
    isCut ||= inner.isCut;
    for (const found of inner.found) {
      if (values.length >= foundMax) isCut = true;
      else
        values.push({
          value: found.value,
          path: outerPath,
          valuePath: renderPath(concreteSteps(valuePath.steps, found.picks)),
        });
    }
  }
  return { values, isCut, notJson: values.length > 0 ? undefined : notJson };
}

/** Structured values are gone into directly, JSON text is parsed, anything else is not JSON. */
function findInValue(value: JsonValue, steps: readonly PathStep[]): Walk {
  const none: readonly Found[] = [];
  if (value === null) return { found: none, isCut: false, notJson: undefined };
  if (typeof value === "object") return walk(value, steps, "payload");
  const parsed = typeof value === "string" ? parseJsonText(value) : undefined;
  if (parsed === undefined) return { found: none, isCut: false, notJson: String(value) };
  return walk(parsed, steps, "payload");
}

/** The order of conventions 11.3: the exact flat key, the document, then the longest flat key with the rest inside its value. */
function findInSpan(span: ReadSpan, steps: readonly PathStep[]): Walk {
  const [root, ...rest] = steps;
  const rootName = root?.type === "name" ? root.name : "";
  if (rootName === "normalised") return walk(normalisedOf(span), rest, "payload");
  if (rootName !== "attributes") return walk(span.document as unknown as JsonObject, steps, "document");

  const exact = flatKey(rest, rest.length);
  const own = exact === undefined ? undefined : ownValue(span.flatAttributes, exact);
  if (own !== undefined) return { found: [{ value: own, picks: [] }], isCut: false, notJson: undefined };

  const inDocument = walk(span.document.attributes, rest, "document");
  if (inDocument.found.length > 0) return inDocument;
  for (let length = rest.length - 1; length > 0; length--) {
    const key = flatKey(rest, length);
    const value = key === undefined ? undefined : ownValue(span.flatAttributes, key);
    if (value === undefined) continue;
    const inside = walk(value, rest.slice(length), "payload");
    if (inside.found.length > 0) return inside;
  }
  return inDocument;
}

/**
 * The flat attribute key that the first steps spell: `[n]` as `.n`, a quoted first name as it is. None with a wildcard, and none
 * where a later quoted name holds a dot: that asks for a key inside a value, not for a longer attribute key.
 */
function flatKey(steps: readonly PathStep[], length: number): string | undefined {
  const names: string[] = [];
  for (const step of steps.slice(0, length)) {
    if (step.type === "wildcard") return undefined;
    if (step.type === "name" && step.isQuoted && names.length > 0 && step.name.includes(".")) return undefined;
    names.push(step.type === "index" ? String(step.index) : step.name);
  }
  return names.join(".");
}

function ownValue(object: Readonly<Record<string, JsonValue>>, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** What `normalised.` addresses: facts and content under one name in every convention. */
export function normalisedOf(span: ReadSpan): JsonObject {
  const { facts, content } = span;
  return {
    ...(facts as unknown as JsonObject),
    ...(content as unknown as JsonObject),
    input: content.input?.text ?? null,
    output: content.output?.text ?? null,
  };
}
