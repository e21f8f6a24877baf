import { attributeRows } from "@plumbline/span/dialects/registry";
import type { ReadSpan } from "@plumbline/span/document/types";
import type { LlmMessage, LlmMessagePart } from "@plumbline/span/llm-span";
import { attributeEntries } from "./attribute-entries";
import { CopyIndex, wholeUnitsMin } from "./copy-index";
import { isPlainFact } from "./harmless-facts";
import { KnownTexts } from "./known-texts";
import type { Sliced } from "./time-slices";
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
export function* collectHidden(spans: readonly ReadSpan[], hidden: Hidden): Sliced<CopyIndex> {
  const known = new KnownTexts();
  const index = new CopyIndex();
  const shownDocuments = new CopyIndex();
  for (const span of spans) {
    const { document, flatAttributes, content } = span;
    yield* known.readAhead([
      flatAttributes,
      content,
      document.events,
      document.links,
      document.resource,
      document.scope,
    ]);
  }
  if (!hidden.has("documents")) {
    for (const { content } of spans)
      for (const { content: text } of content.documents) yield* shownDocuments.add(known.keyOf(text ?? ""));
  }
  const contentKeys = hidden.has("attributes") ? yield* contentKeysOf(known, spans) : new Set<string>();
  const rest = new Rest(known, index, shownDocuments, false);
  const restOfSearch = new Rest(known, index, shownDocuments, true);
  for (const span of spans) {
    if (hidden.has("documents")) yield* addDocuments(known, index, span);
    if (hidden.has("inputs")) yield* addInputs(known, rest, span);
    if (hidden.has("outputs")) yield* addOutputs(known, isSearch(span) ? restOfSearch : rest, span);
    if (hidden.has("attributes")) yield* addAttributes(known, index, span, contentKeys);
    yield;
  }
  index.seal();
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
    private readonly known: KnownTexts,
    private readonly index: CopyIndex,
    private readonly shown: CopyIndex,
    /** Whether a text that is nothing but documents may be shown, as the output of a retriever is where documents are. */
    private readonly leavesOutDocuments: boolean,
  ) {}

  *add(text: string | undefined): Sliced<void> {
    if (text === undefined || text === "" || this.seen.has(text)) return;
    this.seen.add(text);
    const pieces = yield* this.piecesOf(text);
    const keys = pieces.map((piece) => this.known.keyOf(piece));
    if (keys.some((key) => key !== "")) {
      // A few letters between two documents are no text of their own.
      for (const key of keys) if (keys.length === 1 || key.length >= wholeUnitsMin) yield* this.index.add(key);
    } else if (!this.leavesOutDocuments) yield* this.index.add(this.known.keyOf(text));
  }

  /** What stands before, between and after the documents that may be shown. */
  private *piecesOf(text: string): Sliced<string[]> {
    let position = 0;
    const pieces: string[] = [];
    for (const { start, end } of yield* this.shown.rangesIn(text)) {
      pieces.push(text.slice(position, start));
      position = end;
    }
    pieces.push(text.slice(position));
    return pieces;
  }

  /** The texts inside of a value and, unless one of them is left out, the value as it is. */
  *addValue(value: unknown, leftOut: ReadonlySet<string> = new Set()): Sliced<void> {
    const { known } = this;
    const leaves = known.leavesOf(value);
    const own = leaves.filter((leaf) => !leftOut.has(known.keyOf(leaf)));
    for (const leaf of own) if (known.isTelling(leaf)) yield* this.add(leaf);
    if (own.length === leaves.length) yield* this.add(typeof value === "string" ? value : JSON.stringify(value));
  }
}

function* addDocuments(known: KnownTexts, index: CopyIndex, span: ReadSpan): Sliced<void> {
  const { content, facts } = span;
  for (const { content: text } of content.documents) yield* index.add(known.keyOf(text ?? ""));
  const given = keysOf(known, content.input?.text);
  const found: unknown[] = [...attributeEntries(span)].flatMap(([key, value]) =>
    /(?:^|[._])documents?(?:[._]|$)/.test(key) ? [value] : [],
  );
  if (facts.kind === "RETRIEVER" || facts.kind === "RERANKER") found.push(content.output?.text);
  for (const leaf of known.leavesOf(found)) {
    if (known.isTelling(leaf) && !given.has(known.keyOf(leaf))) yield* index.add(known.keyOf(leaf));
  }
  // What is embedded is a question or a document; only the length tells.
  if (facts.kind !== "EMBEDDING") return;
  for (const key of keysOf(known, content.input?.text)) if (key.length >= embeddedUnitsMin) yield* index.add(key);
}

const embeddedUnitsMin = 200;

function keysOf(known: KnownTexts, value: unknown): Set<string> {
  return new Set(known.leavesOf(value).map((leaf) => known.keyOf(leaf)));
}

function* addInputs(known: KnownTexts, rest: Rest, span: ReadSpan): Sliced<void> {
  const { content } = span;
  // An answer in the history of a conversation is an output, also where the whole history is the input.
  const answers = keysOf(
    known,
    content.messages.flatMap(({ role, parts }) => (isCallersTurn(role) ? [] : parts.map(partValue))),
  );
  for (const value of [content.input?.text, ...carriersOf(span, "inputPreview")]) yield* rest.addValue(value, answers);
  yield* rest.addValue(content.toolCall?.arguments);
  yield* addMessages(rest, content.messages, isCallersTurn);
}

function* addOutputs(known: KnownTexts, rest: Rest, span: ReadSpan): Sliced<void> {
  const { content } = span;
  const turns = content.messages.flatMap(({ role, parts }) => (isCallersTurn(role) ? parts.map(partValue) : []));
  const given = keysOf(known, [content.input?.text, ...turns]);
  for (const value of [content.output?.text, ...carriersOf(span, "outputPreview")]) yield* rest.addValue(value, given);
  yield* rest.addValue(content.toolCall?.result);
  yield* addMessages(rest, content.messages, (role) => !isCallersTurn(role));
  yield* addMessages(rest, content.outputMessages, () => true);
}

/** Attributes that no part but "attributes" shows; those that carry inputs, outputs or documents belong to these. */
function* addAttributes(
  known: KnownTexts,
  index: CopyIndex,
  span: ReadSpan,
  contentKeys: ReadonlySet<string>,
): Sliced<void> {
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
  const own = [...contentKeysOfSpan(known, span)].filter((key) => key.length >= wholeUnitsMin);
  for (const key of keysOf(known, values)) {
    yield;
    const carriesContent = contentKeys.has(key) || own.some((content) => key.includes(content));
    if (key.length >= attributeUnitsMin && !carriesContent) yield* index.add(key);
  }
  for (const id of [facts.sessionId, facts.userId])
    if (id !== undefined && known.isTelling(id)) yield* index.add(known.keyOf(id));
}

/** Shorter values of attributes are names, which stand in messages of their own right. */
const attributeUnitsMin = 20;

function isContentKey(key: string): boolean {
  return (attributeRows.get(key) ?? []).some(({ field }) => field === "inputPreview" || field === "outputPreview");
}

/** Values of the attributes that hold an input or output, also of those that another one outranks. */
function carriersOf(span: ReadSpan, field: "inputPreview" | "outputPreview"): unknown[] {
  return [...attributeEntries(span)].flatMap(([key, value]) =>
    (attributeRows.get(key) ?? []).some((row) => row.field === field) ? [value] : [],
  );
}

function* addMessages(rest: Rest, messages: readonly LlmMessage[], isWanted: (role: string) => boolean): Sliced<void> {
  for (const { role, parts } of messages) {
    if (isWanted(role)) for (const part of parts) yield* rest.addValue(partValue(part));
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

function* contentKeysOf(known: KnownTexts, spans: readonly ReadSpan[]): Sliced<Set<string>> {
  const keys = new Set<string>();
  for (const span of spans) {
    for (const key of contentKeysOfSpan(known, span)) keys.add(key);
    yield;
  }
  return keys;
}

function contentKeysOfSpan(known: KnownTexts, { content }: ReadSpan): Set<string> {
  const parts = [...content.messages, ...content.outputMessages].flatMap((message) => message.parts.map(partValue));
  const keys = keysOf(known, [content.input?.text, content.output?.text, ...parts]);
  for (const { content: text } of content.documents) keys.add(known.keyOf(text ?? ""));
  return keys;
}
