import type { JsonValue } from "@plumbline/base/json";
import { type PathStep as GrammarStep, parsePath } from "@plumbline/span/extraction/path";
import { renderPath } from "@plumbline/span/extraction/render-path";
import type { ExtractionField, ExtractionRule } from "@plumbline/span/extraction/types";
import { walk } from "@plumbline/span/extraction/walk";
import type { JsonPlace, PathStep } from "./json-rows";

export type EntryChoice = "one" | "all";

/** A picked value as a rule of an evaluation. */
export interface PickedRule {
  readonly rule: ExtractionRule;
  /** Why no path can address the value, in a finished sentence. */
  readonly refusal: string | undefined;
  /** The indices on the way, "[0]" or "[0] [2]"; absent where the path goes through no list. */
  readonly indices: string | undefined;
}

/** The key that keeps a value which is leaf and branch at once; a path names its branch (span document). */
const selfKey = "$self";

export function ruleOfPick(spanName: string, place: JsonPlace, choice: EntryChoice): PickedRule {
  const path = place.path.at(-1) === selfKey ? place.path.slice(0, -1) : place.path;
  const jsonPathInSpan = renderPath(path.map((step) => grammarStep(step, choice)));
  const valuePath = place.valuePath?.map((step) => grammarStep(step, choice));
  const rule = {
    spanName,
    jsonPathInSpan,
    ...(valuePath === undefined || valuePath.length === 0 ? {} : { jsonPathInSpanValue: renderPath(valuePath) }),
  };
  const parsed = parsePath(jsonPathInSpan, { allowWildcard: true });
  const indices = [...path, ...(place.valuePath ?? [])].filter((step) => typeof step === "number");
  return {
    rule,
    refusal: parsed.ok ? undefined : parsed.error.message,
    indices: indices.length === 0 ? undefined : indices.map((index) => `[${index}]`).join(" "),
  };
}

function grammarStep(step: PathStep, choice: EntryChoice): GrammarStep {
  if (typeof step === "string") return { type: "name", name: step, isQuoted: false };
  return choice === "all" ? { type: "wildcard" } : { type: "index", index: step };
}

/** Query and Answer take one value, so a list's entry stays the one picked; Context takes every entry unless told otherwise. */
export function choiceFor(field: ExtractionField, chosen: EntryChoice | undefined): EntryChoice {
  return field === "context" ? (chosen ?? "all") : "one";
}

/** How many values a rule finds in this span; undefined where its path does not parse. */
export function countValues(document: JsonValue, rule: ExtractionRule): number | undefined {
  const path = parsePath(rule.jsonPathInSpan, { allowWildcard: true });
  if (!path.ok) return undefined;
  const { found } = walk(document, path.path.steps, "document");
  if (rule.jsonPathInSpanValue === undefined) return found.length;
  const inner = parsePath(rule.jsonPathInSpanValue, { allowWildcard: true, base: "value" });
  if (!inner.ok) return undefined;
  const { steps } = inner.path;
  return found.reduce((sum, { value }) => sum + walk(value, steps, "payload").found.length, 0);
}
