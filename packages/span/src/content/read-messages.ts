import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import type { LlmMessage } from "../llm-span";
import { type Carriers, flattenedList, structured, unwrapJsonText } from "./carriers";
import { readPart } from "./message-parts";
import { readMessage, readMessages } from "./message-shape";

type Side = "input" | "output";
type Source = (carriers: Carriers, side: Side) => LlmMessage[] | undefined;

/** Where messages stand, best first (conventions 7.2). The first source that yields any is taken whole: lists are never mixed. */
const sources: readonly Source[] = [
  ({ attributes }, side) => fromList(attributes[`gen_ai.${side}.messages`], side),
  ({ details }, side) => fromList(details[`gen_ai.${side}.messages`], side),
  ({ attributes }, side) => fromItems(flattenedList(attributes, `llm.${side}_messages.`), side),
  ({ attributes }, side) => fromItems(legacyItems(attributes, legacyPrefix[side]), side),
  ({ attributes }, side) => fromItems(completionItems(attributes, side), side),
  ({ attributes }, side) => fromList(attributes[legacyLeaf[side]], side),
  ({ events }, side) => fromEvents(events, side),
  ({ events }, side) => {
    const event = events.find(({ name }) => name === contentEvent[side]);
    return fromList(event?.attributes[legacyLeaf[side]], side);
  },
  ({ attributes }, side) => fromConversation(attributes[`${side}.value`], side),
];

const legacyPrefix = { input: "gen_ai.prompt.", output: "gen_ai.completion." } as const;
const legacyLeaf = { input: "gen_ai.prompt", output: "gen_ai.completion" } as const;
const contentEvent = { input: "gen_ai.content.prompt", output: "gen_ai.content.completion" } as const;
const defaultRole = { input: "user", output: "assistant" } as const;

/** Events of the first GenAI conventions, one per message. */
const eventRoles: ReadonlyMap<string, { readonly side: Side; readonly role: string }> = new Map([
  ["gen_ai.system.message", { side: "input", role: "system" }],
  ["gen_ai.user.message", { side: "input", role: "user" }],
  ["gen_ai.assistant.message", { side: "input", role: "assistant" }],
  ["gen_ai.tool.message", { side: "input", role: "tool" }],
  ["gen_ai.choice", { side: "output", role: "assistant" }],
] as const);

/** The messages of one side of a span, from whichever convention carries them. */
export function messagesOf(carriers: Carriers, side: Side): readonly LlmMessage[] {
  let messages: LlmMessage[] = [];
  for (const source of sources) {
    const found = source(carriers, side);
    if (found === undefined || found.length === 0) continue;
    messages = found;
    break;
  }
  if (side === "output" || messages.some((message) => message.role === "system")) return messages;
  // Some emitters send the instructions both ways: they are shown once.
  const instructions = systemInstructions(carriers);
  return instructions === undefined ? messages : [instructions, ...messages];
}

function systemInstructions({ attributes, details }: Carriers): LlmMessage | undefined {
  const value = attributes["gen_ai.system_instructions"] ?? details["gen_ai.system_instructions"];
  if (value === undefined || value === null || value === "") return undefined;
  const list = unwrapJsonText(value) ?? null;
  const parts = (Array.isArray(list) ? list : [list]).map(readPart).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : { role: "system", parts };
}

function fromList(value: JsonValue | undefined, side: Side): LlmMessage[] | undefined {
  const list = structured(value);
  if (list !== undefined) return readMessages(list, defaultRole[side]);
  if (typeof value !== "string" || value === "") return undefined;
  return [{ role: defaultRole[side], parts: [{ type: "text", content: value }] }];
}

/** `input.value` may hold anything: only a real conversation counts as messages, and plain text never does. */
function fromConversation(value: JsonValue | undefined, side: Side): LlmMessage[] | undefined {
  const list = structured(value);
  return list === undefined ? undefined : readMessages(list, defaultRole[side]);
}

function fromItems(items: readonly JsonValue[] | undefined, side: Side): LlmMessage[] | undefined {
  const messages = items?.map((item) => readMessage(item, defaultRole[side])).filter((item) => item !== undefined);
  return messages !== undefined && messages.length > 0 ? messages : undefined;
}

/** Members of `gen_ai.prompt.N.*`; their content may be JSON text of a list of parts. */
function legacyItems(attributes: Carriers["attributes"], prefix: string): JsonValue[] | undefined {
  return flattenedList(attributes, prefix)?.map((item) => (isJsonObject(item) ? withOpenContent(item) : item));
}

/** Text completions of OpenInference: prompts and choices without roles. */
function completionItems(attributes: Carriers["attributes"], side: Side): JsonValue[] | undefined {
  const [prefix, wrapper] = side === "input" ? ["llm.prompts.", "prompt"] : ["llm.choices.", "completion"];
  return flattenedList(attributes, prefix)?.map((item) => {
    const inner = isJsonObject(item) ? item[wrapper] : undefined;
    return isJsonObject(inner) ? (inner.text ?? null) : null;
  });
}

function withOpenContent(message: JsonObject): JsonObject {
  const content = structured(message.content);
  return Array.isArray(content) ? { ...message, content } : message;
}

function fromEvents(events: Carriers["events"], side: Side): LlmMessage[] | undefined {
  const items = events
    .filter((event) => eventRoles.get(event.name)?.side === side)
    .sort((a, b) => compareTimes(a.timeUnixNano, b.timeUnixNano) || indexOf(a.attributes) - indexOf(b.attributes))
    .map((event) => eventMessage(event.attributes, eventRoles.get(event.name)?.role ?? defaultRole[side]));
  return fromItems(items, side);
}

function eventMessage(attributes: Readonly<Record<string, JsonValue>>, role: string): JsonObject {
  const body = unwrapJsonText(attributes.message ?? attributes.content) ?? null;
  const whole = isJsonObject(body) && (body.content !== undefined || body.tool_calls !== undefined) ? body : undefined;
  return {
    role,
    ...(attributes.role === undefined ? {} : { role: attributes.role }),
    ...(whole ? withOpenContent(whole) : { content: body }),
    ...(attributes.tool_calls === undefined ? {} : { tool_calls: unwrapJsonText(attributes.tool_calls) ?? null }),
    ...(attributes.id === undefined ? {} : { tool_call_id: attributes.id }),
    ...(attributes.finish_reason === undefined ? {} : { finish_reason: attributes.finish_reason }),
  };
}

function compareTimes(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function indexOf(attributes: Readonly<Record<string, JsonValue>>): number {
  const index = Number(attributes.index ?? 0);
  return Number.isFinite(index) ? index : 0;
}
