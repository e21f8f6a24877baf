import type { JsonValue } from "@plumbline/base/json";
import { attributeRows, familyRows } from "../dialects/registry";
import { type Carriers, flattenedList } from "./carriers";

type Side = "input" | "output";

interface RawSource {
  readonly rank: number;
  readonly read: (carriers: Carriers) => { readonly text: string; readonly source: string } | undefined;
}

const eventSources: Readonly<Record<Side, readonly (readonly [name: string, key: string])[]>> = {
  input: [
    ["gen_ai.user.message", "content"],
    ["gen_ai.content.prompt", "gen_ai.prompt"],
  ],
  output: [
    ["gen_ai.choice", "message"],
    ["gen_ai.choice", "content"],
    ["gen_ai.content.completion", "gen_ai.completion"],
  ],
};

/** The same candidates in the same order as for previews: a list's one line is always a line of what the page shows. */
const rawSources: Readonly<Record<Side, readonly RawSource[]>> = {
  input: rawSourcesOf("input"),
  output: rawSourcesOf("output"),
};

function rawSourcesOf(side: Side): readonly RawSource[] {
  const field = side === "input" ? "inputPreview" : "outputPreview";
  const single = [...attributeRows.values()].flat().flatMap((row): RawSource[] => {
    if (row.field !== field) return [];
    // A preview is content with the first document; the raw output is all of them.
    const list = /^(.*documents\.)0\./.exec(row.key)?.[1];
    if (list === undefined) return [{ rank: row.rank, read: ({ attributes }) => asText(attributes[row.key], row.key) }];
    return [{ rank: row.rank, read: ({ attributes }) => asText(flattenedList(attributes, list), `${list}N`) }];
  });
  const families = familyRows.flatMap((family): RawSource[] => {
    if (family.side !== side) return [];
    const source = `${family.prefix}N`;
    return [{ rank: family.rank, read: ({ attributes }) => asText(flattenedList(attributes, family.prefix), source) }];
  });
  const details = `gen_ai.${side}.messages`;
  const fromEvents: RawSource[] = [
    { rank: 290, read: (carriers) => asText(carriers.details[details], `events.${details}`) },
    ...eventSources[side].map(([name, key], index) => ({
      rank: 300 + index,
      read: ({ events }: Carriers) => {
        const event = events.findLast(
          (candidate) => candidate.name === name && candidate.attributes[key] !== undefined,
        );
        return asText(event?.attributes[key], `events.${name}`);
      },
    })),
  ];
  return [...single, ...families, ...fromEvents].sort((a, b) => a.rank - b.rank);
}

/** The best raw input or output of a span and where it stood; `events.` in front of the name of an event. */
export function rawText(
  carriers: Carriers,
  side: Side,
): { readonly text: string; readonly source: string } | undefined {
  for (const candidate of rawSources[side]) {
    const found = candidate.read(carriers);
    if (found !== undefined) return found;
  }
  return undefined;
}

function asText(value: JsonValue | undefined, source: string): { text: string; source: string } | undefined {
  if (value === undefined || value === null || value === "" || value === "__REDACTED__") return undefined;
  return { text: typeof value === "string" ? value : JSON.stringify(value), source };
}
