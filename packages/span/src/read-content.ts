import type { JsonValue } from "@plumbline/base/json";
import { type Carriers, type ContentEvent, flattenedList, newCarriers } from "./content/carriers";
import { documentsOf } from "./content/read-documents";
import { messagesOf } from "./content/read-messages";
import { parametersOf, toolCallOf, toolDefinitionsOf } from "./content/read-tools";
import { attributeRows, familyRows } from "./dialects/registry";
import type { LlmKind } from "./kind";
import type { LlmContent } from "./llm-span";

/**
 * Reads the text side of a span: raw input and output with the key each came from, messages, documents, tools and
 * parameters, from whichever conventions it mixes. Never throws; what cannot be read is left out and stays visible in the
 * span document.
 */
export function readContent(
  attributes: Readonly<Record<string, JsonValue>>,
  events: readonly ContentEvent[],
  kind: LlmKind,
): LlmContent {
  const carriers = newCarriers(attributes, events);
  const input = rawText(carriers, "input");
  const output = rawText(carriers, "output");
  const toolCall = toolCallOf(carriers);
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    messages: messagesOf(carriers, "input"),
    outputMessages: messagesOf(carriers, "output"),
    documents: documentsOf(carriers, kind),
    toolDefinitions: toolDefinitionsOf(carriers),
    parameters: parametersOf(carriers),
    ...(toolCall === undefined ? {} : { toolCall }),
  };
}

type Side = "input" | "output";

interface RawSource {
  readonly rank: number;
  readonly read: (carriers: Carriers) => { readonly text: string; readonly source: string } | undefined;
}

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
    return [{ rank: row.rank, read: ({ attributes }) => asText(flattenedList(attributes, list), list.slice(0, -1)) }];
  });
  const families = familyRows.flatMap((family): RawSource[] => {
    if (family.side !== side) return [];
    const source = family.prefix.slice(0, -1);
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

function rawText(carriers: Carriers, side: Side): { readonly text: string; readonly source: string } | undefined {
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
