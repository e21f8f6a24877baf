import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { parseJsonText } from "@plumbline/span/json-text";
import { LargeJson, largeJsonOf, type MemberCache, membersOf } from "./large-json";

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
  readonly value: JsonValue | LargeJson;
  /** Keys of an object, items of an array, hidden entries of `more`; of a large closed text 1, because nobody counted. */
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
/** Objects with more keys than this are rare, and drawn in parts too. */
const firstEntriesMax = 1_000;
/** How many entries one press on "n more items" adds. */
export const moreStep = 100;

export function placeId(place: JsonPlace): string {
  return place.valuePath === undefined
    ? JSON.stringify(place.path)
    : `${JSON.stringify(place.path)}>${JSON.stringify(place.valuePath)}`;
}

/**
 * The lines of a document in order. Only open nodes are visited, so a large closed document costs nothing, and a large text
 * is parsed entry by entry as it is opened; `cache` keeps what was found in it.
 */
export function jsonRows(document: JsonValue, view: JsonView, cache: MemberCache = new Map()): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  appendChildren({ rows, view, cache }, document, { path: [] }, 0);
  return rows;
}

interface Lines {
  readonly rows: JsonRow[];
  readonly view: JsonView;
  readonly cache: MemberCache;
}

type Entries = readonly (readonly [step: PathStep, value: () => JsonValue | LargeJson])[];

function appendChildren(lines: Lines, value: JsonValue | LargeJson, place: JsonPlace, depth: number): void {
  const id = placeId(place);
  const entries = entriesOf(value, id, lines.cache);
  const shownAtFirst = isList(entries) && entries.length > shortArrayMax ? longArrayShown : firstEntriesMax;
  const shown = lines.view.shown.get(id) ?? shownAtFirst;
  for (const [step, read] of entries.slice(0, shown)) appendNode(lines, read(), place, step, depth);
  if (shown >= entries.length) return;
  const last = entries.length - 1;
  lines.rows.push({
    ...place,
    id: `${id}…`,
    kind: "more",
    depth,
    label: shown === last || !isList(entries) ? String(entries[shown]?.[0] ?? "") : `${shown} … ${last}`,
    value,
    childCount: entries.length - shown,
    isOpen: false,
  });
}

function entriesOf(value: JsonValue | LargeJson, id: string, cache: MemberCache): Entries {
  if (value instanceof LargeJson) return membersOf(value, id, cache);
  if (Array.isArray(value)) return value.map((item, index) => [index, () => item] as const);
  return isJsonObject(value) ? Object.entries(value).map(([key, item]) => [key, () => item] as const) : [];
}

function isList(entries: Entries): boolean {
  return typeof entries[0]?.[0] === "number";
}

function appendNode(
  lines: Lines,
  value: JsonValue | LargeJson,
  parent: JsonPlace,
  step: PathStep,
  depth: number,
): void {
  const place = childPlace(parent, step);
  const id = placeId(place);
  const inText = typeof value === "string" && place.valuePath === undefined ? openableText(value) : undefined;
  const inner = inText ?? value;
  const isOpen = lines.view.open.has(id);
  const childCount =
    inner instanceof LargeJson ? (isOpen ? membersOf(inner, id, lines.cache).length : 1) : countChildren(inner);
  const kind = inText !== undefined ? "json-text" : containerKind(value);
  const row = { ...place, id, depth, label: String(step), value, childCount, isOpen: isOpen && childCount > 0 };
  // A large text that only looked like JSON is a leaf once somebody tried to open it.
  lines.rows.push({ ...row, kind: childCount === 0 && inner instanceof LargeJson ? "leaf" : kind });
  if (!row.isOpen) return;
  appendChildren(lines, inner, inText === undefined ? place : { ...place, valuePath: [] }, depth + 1);
}

/** A text that is JSON. A large one is not parsed but only looks like it, until it is opened. */
function openableText(text: string): JsonValue | LargeJson | undefined {
  return largeJsonOf(text) ?? jsonInText(text);
}

function childPlace(parent: JsonPlace, step: PathStep): JsonPlace {
  return parent.valuePath === undefined
    ? { path: [...parent.path, step] }
    : { path: parent.path, valuePath: [...parent.valuePath, step] };
}

function containerKind(value: JsonValue | LargeJson): "leaf" | "object" | "array" {
  if (value instanceof LargeJson) return value.type;
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
      const view = { open: new Set<string>(), shown: new Map<string, number>() };
      appendChildren({ rows: next, view, cache: new Map() }, row.value, { path: row.path }, row.depth + 1);
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
