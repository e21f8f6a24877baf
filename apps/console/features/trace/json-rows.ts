import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { parseJsonText } from "@plumbline/span/json-text";

/** A key of an object or an index of an array. */
export type PathStep = string | number;

/** Where a value stands: `path` in the span document and, inside JSON that is kept as text, `valuePath` in that text. */
export interface JsonPlace {
  readonly path: readonly PathStep[];
  readonly valuePath?: readonly PathStep[];
}

/** One line of the tree of a span document. */
export interface JsonRow extends JsonPlace {
  readonly id: string;
  /** `more` stands for the entries of a long array that are not shown yet. */
  readonly kind: "leaf" | "object" | "array" | "json-text" | "more";
  readonly depth: number;
  readonly label: string;
  readonly value: JsonValue;
  /** Keys of an object, items of an array, hidden entries of `more`. */
  readonly childCount: number;
  readonly isOpen: boolean;
}

/** Which nodes are open and how many entries of a long array are shown, both by row id. */
export interface JsonView {
  readonly open: ReadonlySet<string>;
  readonly shown: ReadonlyMap<string, number>;
}

/** Arrays up to this length show every entry; a longer one shows the first few and folds the rest. */
const shortArrayMax = 8;
const longArrayShown = 3;
/** How many entries one press on "n more items" adds. */
export const moreStep = 100;

export function placeId(place: JsonPlace): string {
  return place.valuePath === undefined
    ? JSON.stringify(place.path)
    : `${JSON.stringify(place.path)}>${JSON.stringify(place.valuePath)}`;
}

/** The lines of a document in order. Only open nodes are visited, so a large closed document costs nothing. */
export function jsonRows(document: JsonValue, view: JsonView): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  appendChildren(rows, document, { path: [] }, 0, view);
  return rows;
}

function appendChildren(rows: JsonRow[], value: JsonValue, place: JsonPlace, depth: number, view: JsonView): void {
  if (Array.isArray(value)) {
    const id = placeId(place);
    const shown = view.shown.get(id) ?? (value.length > shortArrayMax ? longArrayShown : value.length);
    for (const [index, item] of value.slice(0, shown).entries()) appendNode(rows, item, place, index, depth, view);
    if (shown < value.length) rows.push(moreRow(id, place, value, shown, depth));
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) appendNode(rows, item, place, key, depth, view);
  }
}

function moreRow(id: string, place: JsonPlace, value: JsonValue[], shown: number, depth: number): JsonRow {
  const last = value.length - 1;
  const label = shown === last ? String(last) : `${shown} … ${last}`;
  return { ...place, id: `${id}…`, kind: "more", depth, label, value, childCount: value.length - shown, isOpen: false };
}

function appendNode(
  rows: JsonRow[],
  value: JsonValue,
  parent: JsonPlace,
  step: PathStep,
  depth: number,
  view: JsonView,
): void {
  const place = childPlace(parent, step);
  const id = placeId(place);
  const inText = typeof value === "string" && place.valuePath === undefined ? jsonInText(value) : undefined;
  const inner = inText ?? value;
  const childCount = countChildren(inner);
  const kind = inText !== undefined ? "json-text" : containerKind(value);
  const isOpen = childCount > 0 && view.open.has(id);
  rows.push({ ...place, id, kind, depth, label: String(step), value, childCount, isOpen });
  if (!isOpen) return;
  appendChildren(rows, inner, inText === undefined ? place : { ...place, valuePath: [] }, depth + 1, view);
}

function childPlace(parent: JsonPlace, step: PathStep): JsonPlace {
  return parent.valuePath === undefined
    ? { path: [...parent.path, step] }
    : { path: parent.path, valuePath: [...parent.valuePath, step] };
}

function containerKind(value: JsonValue): "leaf" | "object" | "array" {
  if (Array.isArray(value)) return "array";
  return isJsonObject(value) ? "object" : "leaf";
}

export function countChildren(value: JsonValue): number {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

/** The object or array that a text spells, undefined where it spells none. A number in text stays text. */
export function jsonInText(text: string): JsonValue | undefined {
  const value = parseJsonText(text);
  return value !== undefined && countChildren(value) > 0 ? value : undefined;
}

/**
 * What is open when a document is first shown: level by level from the top, as long as about `rowsMax` lines are not
 * exceeded. Resource, scope and links stay closed: they are the same in every span and rarely what one looks for.
 */
export function openAtFirst(document: JsonValue, rowsMax: number): ReadonlySet<string> {
  const open = new Set<string>();
  const quiet = new Set(["resource", "scope", "links", "dropped", "status"]);
  let budget = rowsMax - countChildren(document);
  let level = jsonRows(document, { open, shown: new Map() }).filter((row) => !quiet.has(row.label));
  while (level.length > 0) {
    const next: JsonRow[] = [];
    for (const row of level) {
      if (row.kind !== "object" && row.kind !== "array") continue;
      const lines = row.kind === "array" ? Math.min(row.childCount, shortArrayMax) : row.childCount;
      if (lines === 0 || lines > budget) continue;
      budget -= lines;
      open.add(row.id);
      appendChildren(next, row.value, { path: row.path }, row.depth + 1, { open: new Set(), shown: new Map() });
    }
    level = next;
  }
  return open;
}

/** Whether two places differ only in the entries of arrays, like the content of two documents of one list. */
export function isSamePathElsewhere(a: JsonPlace, b: JsonPlace): boolean {
  const pathMatch = compareSteps(a.path, b.path);
  const valueMatch = compareSteps(a.valuePath ?? [], b.valuePath ?? []);
  if (pathMatch === "different" || valueMatch === "different") return false;
  if ((a.valuePath === undefined) !== (b.valuePath === undefined)) return false;
  return pathMatch === "other-entry" || valueMatch === "other-entry";
}

function compareSteps(a: readonly PathStep[], b: readonly PathStep[]): "same" | "other-entry" | "different" {
  if (a.length !== b.length) return "different";
  let result: "same" | "other-entry" = "same";
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (step === other) continue;
    if (typeof step !== "number" || typeof other !== "number") return "different";
    result = "other-entry";
  }
  return result;
}
