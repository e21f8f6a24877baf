import { shorten, timeRangeProblem } from "~/lib/time-range";
import { parseColumns } from "./column-choice";
import { type LegacyFilter, legacyFilterNames, legacyFilters } from "./legacy-filters";
import { sortTexts } from "./params";

/** A part of the address that the page does not use. What cannot be read in a query is kept as a clause instead. */
export interface UnreadParameter {
  /** As they stand in the address. */
  readonly entries: readonly (readonly [string, string])[];
  /** Which parameter, why, what is shown instead, and what to do. */
  readonly sentence: string;
}

/** Everything in the address that `parseTraceParams` passes over. */
export function unreadParameters(search: URLSearchParams): UnreadParameter[] {
  const range = timeRangeProblem(search);
  return [
    ...(range === undefined ? [] : [{ entries: entriesOf(search, range.names), sentence: range.sentence }]),
    ...legacyFilterNames.flatMap((name) => unreadFilter(search, name)),
    ...unreadOpenings(search),
    ...unknownParameters(search),
  ];
}

function entriesOf(search: URLSearchParams, names: readonly string[]): (readonly [string, string])[] {
  return [...search].filter(([name]) => names.includes(name));
}

function unreadFilter(search: URLSearchParams, name: LegacyFilter): UnreadParameter[] {
  const values = search.getAll(name);
  const isBlank = (value: string) => /^[\s,]*$/.test(value);
  if (values.length > 0 && values.every(isBlank))
    return [
      {
        entries: entriesOf(search, [name]),
        sentence: `“${name}” has no value, so the list is not filtered by it: write one behind “${name}=”, or dismiss this.`,
      },
    ];
  const [used = "", ...others] = values;
  if (others.length === 0 || legacyFilters[name].takesSeveral) return [];
  return [
    {
      entries: others.map((value) => [name, value] as const),
      sentence: `“${name}” stands in the address ${values.length} times but takes one value, so the list is filtered by “${shorten(used)}” only: leave the one that you want.`,
    },
  ];
}

/** What should have opened with the page, or how it should look. */
function unreadOpenings(search: URLSearchParams): UnreadParameter[] {
  const isTraceId = (text: string) => /^[0-9a-f]{32}$/.test(text);
  const rules = [
    { name: "live", isRead: (text: string) => text === "1", sentence: "new traces are not followed: write live=1" },
    { name: "peek", isRead: isTraceId, sentence: "no preview is open: write a trace id of 32 hex digits" },
    { name: "evaluate", isRead: isTraceId, sentence: "no form is open: write a trace id of 32 hex digits" },
    {
      name: "sort",
      isRead: (text: string) => sortTexts.some((known) => known === text),
      sentence: `the newest stand first: write one of ${sortTexts.join(", ")}`,
    },
    {
      name: "columns",
      isRead: (text: string) => parseColumns(text) !== undefined,
      sentence: "the usual columns are shown: write names such as name,duration,attributes.user.plan",
    },
  ];
  return rules.flatMap(({ name, isRead, sentence }) => {
    const text = search.get(name);
    if (text === null || isRead(text)) return [];
    return [
      {
        entries: entriesOf(search, [name]),
        sentence: `“${name}=${shorten(text)}” could not be read, so ${sentence}, or dismiss this.`,
      },
    ];
  });
}

const knownNames: ReadonlySet<string> = new Set([
  ...legacyFilterNames,
  ...["range", "from", "to", "q", "sort", "columns", "live", "view", "at", "peek", "evaluate", "evaluation"],
]);

/** A filter that is misspelt would otherwise look like one that matches everything. */
function unknownParameters(search: URLSearchParams): UnreadParameter[] {
  return [...new Set(search.keys())]
    .filter((name) => !knownNames.has(name))
    .map((name) => ({
      entries: entriesOf(search, [name]),
      sentence: `“${shorten(name)}” is no filter of this list, so the list is not filtered by it: filters stand in the query, such as q=status = error.`,
    }));
}
