import { isJsonObject } from "@plumbline/base/json";
import { attributeRows } from "@plumbline/span/dialects/registry";
import type { ReadSpan } from "@plumbline/span/document/types";
import { parseJsonText } from "@plumbline/span/json-text";
import type { LlmMessage, LlmMessagePart } from "@plumbline/span/llm-span";
import { comparableKey } from "./comparable-text";
import { CopyIndex, wholeUnitsMin } from "./copy-index";
import { isPlainFact } from "./harmless-facts";
import type { HiddenPart } from "./types";

type Hidden = ReadonlySet<HiddenPart>;

/** Turns of a conversation that were given to the model, as opposed to what it or a tool answered. */
export function isCallersTurn(role: string): boolean {
  return role !== "assistant" && role !== "tool" && role !== "model" && role !== "ai" && role !== "function";
}

/**
 * Every text that a shared trace must not tell. What one part hides and another shows is decided by where it comes from: a
 * prompt quotes documents, which stay readable where only inputs are hidden, and a chain hands its input through to its
 * output.
 */
export function collectHidden(spans: readonly ReadSpan[], hidden: Hidden): CopyIndex {
  const index = new CopyIndex();
  const shownDocuments = new CopyIndex();
  if (!hidden.has("documents")) {
    for (const { content } of spans) for (const { content: text } of content.documents) shownDocuments.add(text ?? "");
  }
  const contentKeys = hidden.has("attributes") ? contentKeysOf(spans) : new Set<string>();
  const rest = new Rest(index, shownDocuments, false);
  const restOfSearch = new Rest(index, shownDocuments, true);
  for (const span of spans) {
    if (hidden.has("documents")) addDocuments(index, span);
    if (hidden.has("inputs")) addInputs(rest, span);
    if (hidden.has("outputs")) addOutputs(isSearch(span) ? restOfSearch : rest, span);
    if (hidden.has("attributes")) addAttributes(index, span, contentKeys);
  }
  return index;
}

/** Spans that handle documents, whatever the attribute is called that holds them. */
export function isSearch({ facts }: ReadSpan): boolean {
  return facts.kind === "RETRIEVER" || facts.kind === "RERANKER" || facts.kind === "EMBEDDING";
}

/** Adds a text without the documents in it that may be shown. */
class Rest {
  /** An input stands in an attribute, in a message and in what was read of both: one look is enough. */
  private readonly seen = new Set<string>();

  constructor(
    private readonly index: CopyIndex,
    private readonly shown: CopyIndex,
    /** Whether a text that is nothing but documents may be shown, as the output of a retriever is where documents are. */
    private readonly leavesOutDocuments: boolean,
  ) {}

  add(text: string | undefined): void {
    if (text === undefined || text === "" || this.seen.has(text)) return;
    this.seen.add(text);
    let position = 0;
    const rest: string[] = [];
    for (const { start, end } of this.shown.rangesIn(text)) {
      rest.push(text.slice(position, start));
      position = end;
    }
    rest.push(text.slice(position));
    if (rest.some((piece) => comparableKey(piece) !== "")) {
      // A few letters between two documents are no text of their own.
      for (const piece of rest)
        if (rest.length === 1 || comparableKey(piece).length >= wholeUnitsMin) this.index.add(piece);
    } else if (!this.leavesOutDocuments) this.index.add(text);
  }

  /** The texts inside of a value and, unless one of them is left out, the value as it is. */
  addValue(value: unknown, leftOut: ReadonlySet<string> = new Set()): void {
    const leaves = leavesOf(value);
    const own = leaves.filter((leaf) => !leftOut.has(comparableKey(leaf)));
    for (const leaf of own) if (isTelling(leaf)) this.add(leaf);
    if (own.length === leaves.length) this.add(typeof value === "string" ? value : JSON.stringify(value));
  }
}

function addDocuments(index: CopyIndex, span: ReadSpan): void {
  const { content, facts, flatAttributes } = span;
  for (const { content: text } of content.documents) index.add(text ?? "");
  const given = new Set(leavesOf(content.input?.text).map(comparableKey));
  const found: unknown[] = Object.entries(flatAttributes).flatMap(([key, value]) =>
    /(?:^|[._])documents?(?:[._]|$)/.test(key) ? [value] : [],
  );
  if (facts.kind === "RETRIEVER" || facts.kind === "RERANKER") found.push(content.output?.text);
  for (const leaf of found.flatMap((value) => leavesOf(value))) {
    if (isTelling(leaf) && !given.has(comparableKey(leaf))) index.add(leaf);
  }
  // What is embedded is a question or a document; only the length tells.
  if (facts.kind !== "EMBEDDING") return;
  for (const leaf of leavesOf(content.input?.text)) if (comparableKey(leaf).length >= embeddedUnitsMin) index.add(leaf);
}

const embeddedUnitsMin = 200;

function addInputs(rest: Rest, span: ReadSpan): void {
  const { content } = span;
  // An answer in the history of a conversation is an output, also where the whole history is the input.
  const answers = new Set(
    content.messages.flatMap(({ role, parts }) =>
      isCallersTurn(role) ? [] : parts.flatMap((part) => leavesOf(partValue(part)).map(comparableKey)),
    ),
  );
  for (const value of [content.input?.text, ...carriersOf(span, "inputPreview")]) rest.addValue(value, answers);
  rest.addValue(content.toolCall?.arguments);
  addMessages(rest, content.messages, isCallersTurn);
}

function addOutputs(rest: Rest, span: ReadSpan): void {
  const { content } = span;
  const given = new Set(leavesOf(content.input?.text).map(comparableKey));
  for (const { role, parts } of content.messages) {
    if (isCallersTurn(role))
      for (const leaf of parts.flatMap((part) => leavesOf(partValue(part)))) given.add(comparableKey(leaf));
  }
  for (const value of [content.output?.text, ...carriersOf(span, "outputPreview")]) rest.addValue(value, given);
  rest.addValue(content.toolCall?.result);
  addMessages(rest, content.messages, (role) => !isCallersTurn(role));
  addMessages(rest, content.outputMessages, () => true);
}

/** Attributes that no part but "attributes" shows; those that carry inputs, outputs or documents belong to these. */
function addAttributes(index: CopyIndex, span: ReadSpan, contentKeys: ReadonlySet<string>): void {
  const { document, facts, flatAttributes } = span;
  const values: unknown[] = Object.entries(flatAttributes).flatMap(([key, value]) =>
    isContentKey(key) || isPlainFact(key) ? [] : [value],
  );
  const { service: _, ...resource } = document.resource.attributes;
  values.push(resource, document.scope.attributes, ...document.links.map((link) => link.attributes));
  for (const { attributes } of document.events) {
    const { exception: _exception, ...others } = attributes;
    values.push(others);
  }
  const own = [...contentTexts(span)].map(comparableKey).filter((key) => key.length >= wholeUnitsMin);
  for (const leaf of values.flatMap((value) => leavesOf(value))) {
    const key = comparableKey(leaf);
    const carriesContent = contentKeys.has(key) || own.some((content) => key.includes(content));
    if (key.length >= attributeUnitsMin && !carriesContent) index.add(leaf);
  }
  for (const id of [facts.sessionId, facts.userId]) if (id !== undefined && isTelling(id)) index.add(id);
}

/** Shorter values of attributes are names, which stand in messages of their own right. */
const attributeUnitsMin = 20;

function isContentKey(key: string): boolean {
  return (attributeRows.get(key) ?? []).some(({ field }) => field === "inputPreview" || field === "outputPreview");
}

/** Values of the attributes that hold an input or output, also of those that another one outranks. */
function carriersOf({ flatAttributes }: ReadSpan, field: "inputPreview" | "outputPreview"): unknown[] {
  return Object.entries(flatAttributes).flatMap(([key, value]) =>
    (attributeRows.get(key) ?? []).some((row) => row.field === field) ? [value] : [],
  );
}

function addMessages(rest: Rest, messages: readonly LlmMessage[], isWanted: (role: string) => boolean): void {
  for (const { role, parts } of messages) {
    if (isWanted(role)) for (const part of parts) rest.addValue(partValue(part));
  }
}

function partValue(part: LlmMessagePart): unknown {
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.content;
    case "tool_call":
      return part.arguments;
    case "tool_call_response":
      return part.response;
    case "media":
      return part.uri;
    case "other":
      return part.value;
  }
}

function contentKeysOf(spans: readonly ReadSpan[]): Set<string> {
  const keys = new Set<string>();
  for (const span of spans) for (const text of contentTexts(span)) keys.add(comparableKey(text));
  return keys;
}

function* contentTexts({ content }: ReadSpan): Iterable<string> {
  yield* leavesOf(content.input?.text);
  yield* leavesOf(content.output?.text);
  for (const { parts } of [...content.messages, ...content.outputMessages]) {
    for (const part of parts) yield* leavesOf(partValue(part));
  }
  for (const { content: text } of content.documents) yield text ?? "";
}

const jsonInJsonMax = 4;

/** The texts inside of a value; JSON text is opened, also inside of JSON text. Keys count where they are as long as a text. */
function leavesOf(value: unknown, depth = 0): string[] {
  if (typeof value === "string") {
    const parsed = depth < jsonInJsonMax ? parseJsonText(value) : undefined;
    return parsed === undefined ? [value] : leavesOf(parsed, depth + 1);
  }
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, depth));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(key.length > longKeyChars ? [key] : []),
    ...leavesOf(item, depth),
  ]);
}

const longKeyChars = 40;

function isTelling(text: string): boolean {
  return comparableKey(text).length >= wholeUnitsMin;
}
