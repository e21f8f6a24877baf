import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import type { CutValue } from "@plumbline/public-api/cut-values";
import { parseJsonText } from "@plumbline/span/json-text";
import { beginsLikeJson, type Entries, LargeJson, largeJsonOf, type MemberCache } from "./large-json";

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
  /** Only the beginning of the value is here: it has to be read before it can be opened or copied. */
  readonly cut?: CutValue;
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
/** Entries of a large text are parsed as they are shown. */
const largeEntriesMax = 100;
/** How many entries one press on "n more items" adds. */
export const moreStep = 100;

export function placeId(place: JsonPlace): string {
  return place.valuePath === undefined
    ? JSON.stringify(place.path)
    : `${JSON.stringify(place.path)}>${JSON.stringify(place.valuePath)}`;
}

/** What is known of values that are large: where their entries stand, and the whole of those that were cut. */
export interface LargeValues {
  readonly members: MemberCache;
  /** By `placeId`. */
  readonly cuts: ReadonlyMap<string, CutValue>;
  /** The whole text, or the JSON text, of a value that was cut, once it was read. */
  readonly wholes: ReadonlyMap<string, string>;
}

export function noLargeValues(): LargeValues {
  return { members: new Map(), cuts: new Map(), wholes: new Map() };
}

/**
 * The lines of a document in order. Only open nodes are visited, so a large closed document costs nothing. An open large
 * text shows the entries that `large.members` holds of it, and none before they were found.
 */
export function jsonRows(
  document: JsonValue,
  view: JsonView,
  large: LargeValues = noLargeValues(),
): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  appendChildren({ rows, view, large }, document, { path: [], depth: 0, isWhole: false });
  return rows;
}

interface Lines {
  readonly rows: JsonRow[];
  readonly view: JsonView;
  readonly large: LargeValues;
}

/** Where a node stands among the lines. */
interface Level extends JsonPlace {
  readonly depth: number;
  /** Below a value that was read as a whole nothing is cut. */
  readonly isWhole: boolean;
}

function appendChildren(lines: Lines, value: JsonValue | LargeJson, level: Level): void {
  const { depth, isWhole, ...place } = level;
  const id = placeId(place);
  const entries = entriesOf(value, place, lines.large.members);
  const entriesMax = value instanceof LargeJson ? largeEntriesMax : firstEntriesMax;
  const shownAtFirst = entries.isList && entries.length > shortArrayMax ? longArrayShown : entriesMax;
  const shown = Math.min(lines.view.shown.get(id) ?? shownAtFirst, entries.length);
  for (let index = 0; index < shown; index += 1)
    appendNode(lines, entries.valueAt(index), level, entries.stepAt(index));
  const cut = isWhole ? undefined : listCutAt(lines.large, id);
  const total = cut?.entries ?? entries.length;
  if (shown >= total) return;
  const last = total - 1;
  lines.rows.push({
    ...place,
    id: `${id}…`,
    kind: "more",
    depth,
    label: moreLabel(entries, shown, last),
    value,
    childCount: total - shown,
    isOpen: false,
    ...(cut === undefined ? {} : { cut }),
  });
}

function listCutAt({ cuts }: LargeValues, id: string) {
  const cut = cuts.get(id);
  return cut?.type === "text" ? undefined : cut;
}

function moreLabel(entries: Entries, shown: number, last: number): string {
  if (entries.isList && shown !== last) return `${shown} … ${last}`;
  return shown < entries.length ? String(entries.stepAt(shown)) : "…";
}

function entriesOf(value: JsonValue | LargeJson, place: JsonPlace, cache: MemberCache): Entries {
  if (value instanceof LargeJson) return cache.get(memberKey(place)) ?? noEntries;
  if (Array.isArray(value))
    return {
      length: value.length,
      isList: value.length > 0,
      stepAt: (index) => index,
      valueAt: (index) => value[index] ?? null,
    };
  if (!isJsonObject(value)) return noEntries;
  const entries = Object.entries(value);
  return {
    length: entries.length,
    isList: false,
    stepAt: (index) => entries[index]?.[0] ?? "",
    valueAt: (index) => entries[index]?.[1] ?? null,
  };
}

const noEntries: Entries = { length: 0, isList: false, stepAt: () => "", valueAt: () => null };

/** A text and what it spells share their entries. */
export function memberKey({ path, valuePath }: JsonPlace): string {
  return JSON.stringify([path, valuePath ?? []]);
}

function appendNode(lines: Lines, stored: JsonValue | LargeJson, parent: Level, step: PathStep): void {
  const { depth } = parent;
  const { large } = lines;
  const place = childPlace(parent, step);
  const id = placeId(place);
  const whole = parent.isWhole ? undefined : large.wholes.get(id);
  const isWhole = parent.isWhole || whole !== undefined;
  const cut = isWhole ? undefined : large.cuts.get(id);
  const value = whole === undefined ? stored : wholeValue(stored, whole);
  const inText = typeof value === "string" && place.valuePath === undefined ? openableText(value) : undefined;
  const inner = inText ?? value;
  const isOpen = lines.view.open.has(id);
  const isUnread = cut?.type === "text" && typeof value === "string" && beginsLikeJson(value);
  // Of a large text that nobody opened it is not known what it holds; one that is no JSON after all is a leaf.
  const childCount = isUnread
    ? 1
    : inner instanceof LargeJson
      ? (large.members.get(memberKey(place))?.length ?? (large.members.has(memberKey(place)) ? 0 : 1))
      : cut !== undefined && cut.type !== "text"
        ? cut.entries
        : countChildren(inner);
  const kind = inText !== undefined || isUnread ? "json-text" : containerKind(value);
  const row = { ...place, id, depth, label: String(step), value, childCount, isOpen: isOpen && childCount > 0 };
  lines.rows.push({
    ...row,
    kind: childCount === 0 && inner instanceof LargeJson ? "leaf" : kind,
    ...(cut === undefined ? {} : { cut }),
  });
  if (!row.isOpen || isUnread) return;
  appendChildren(lines, inner, {
    ...place,
    ...(inText === undefined ? {} : { valuePath: [] }),
    depth: depth + 1,
    isWhole,
  });
}

/** A text as it is; of a list or object that was cut the text spells the whole. */
function wholeValue(stored: JsonValue | LargeJson, whole: string): JsonValue | LargeJson {
  if (typeof stored === "string") return whole;
  return new LargeJson(whole, Array.isArray(stored) ? "array" : "object", 0, whole.length);
}

/** A text that is JSON. A large one is not parsed but only looks like it, until it is opened. */
function openableText(text: string): JsonValue | LargeJson | undefined {
  return largeJsonOf(text) ?? jsonInText(text);
}

/** The large value that a line opens, as far as it is here; undefined where it opens at once. */
export function largeInside(row: JsonRow): LargeJson | undefined {
  if (row.value instanceof LargeJson) return row.value;
  const isText = typeof row.value === "string" && row.valuePath === undefined && row.kind === "json-text";
  return isText ? largeJsonOf(String(row.value)) : undefined;
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
      const level = { path: row.path, depth: row.depth + 1, isWhole: false };
      appendChildren({ rows: next, view, large: noLargeValues() }, row.value, level);
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
