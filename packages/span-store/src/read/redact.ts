import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import type { ReadSpan, SpanDocument } from "@plumbline/span/document/types";
import { unflatten } from "@plumbline/span/document/unflatten";
import type {
  LlmContent,
  LlmDocument,
  LlmFacts,
  LlmMessage,
  LlmMessagePart,
  LlmToolCall,
} from "@plumbline/span/llm-span";
import { type PreviewSide, previewOf } from "@plumbline/span/preview";
import { isCallersTurn, isSearch } from "./collect-hidden";
import { harmlessFields, harmlessText, isPlainFact } from "./harmless-facts";
import { type HiddenTexts, hiddenMark } from "./hidden-texts";
import type { Sliced } from "./time-slices";
import type { HiddenPart } from "./types";

/**
 * Redaction of a shared trace. It allows what is known to be harmless and drops the rest, because attributes of unknown
 * libraries hold prompts under any name.
 *
 * Always shown: names of spans and services, kinds, times, statuses, models, providers, token counts, types of errors.
 * With any part hidden: of the attributes only those that yield such facts, and no stack traces.
 * With inputs or outputs hidden: no messages of errors, which quote both.
 * With attributes hidden: no attributes at all, no session, no user.
 *
 * Previews and messages of errors are stored cut, too short to be cleaned: they are made anew from the cleaned whole.
 */
export type HiddenParts = ReadonlySet<HiddenPart>;

/** From the text that is shown, never from the preview that was cut before anything was taken out. */
export function previewFrom(shown: LlmContent, side: PreviewSide, texts: HiddenTexts): string | undefined {
  const preview = previewOf(shown[side]?.text, side);
  return preview === undefined ? undefined : texts.clean(preview);
}

/** @param known Of the whole trace, in its present version. */
export function* redactSpan(span: ReadSpan, hidden: HiddenParts, known: HiddenTexts): Sliced<ReadSpan> {
  const texts = yield* known.cleanedAhead([span.content, span.document.status, span.document.events]);
  const allowed = hidden.has("attributes") ? newJsonObject() : allowedAttributes(span.flatAttributes, texts);
  const content = redactContent(span, hidden, texts);
  return {
    flatAttributes: allowed,
    facts: redactFacts(span.facts, content, hidden, texts),
    content,
    document: redactDocument(span.document, allowed, hidden, texts),
  };
}

/** Facts about whom and where: of the attributes. */
const ownFields: ReadonlySet<string> = new Set(["sessionId", "userId", "responseId", "environment"]);

/** Keys from which the dialects read harmless facts and nothing else, with a plain short value. */
function allowedAttributes(flat: Readonly<Record<string, JsonValue>>, texts: HiddenTexts): JsonObject {
  const allowed = newJsonObject();
  for (const [key, value] of Object.entries(flat)) {
    const isPlain = typeof value === "string" ? harmlessText.test(value) : typeof value !== "object";
    if (isPlainFact(key) && isPlain) allowed[key] = typeof value === "string" ? texts.cleanName(value) : value;
  }
  return allowed;
}

/** Picks what may be shown, so that a fact added to the model one day is hidden until somebody decides otherwise. */
function redactFacts(facts: LlmFacts, content: LlmContent, hidden: HiddenParts, texts: HiddenTexts): LlmFacts {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(facts)) {
    const isShown = harmlessFields.has(field)
      ? typeof value !== "string" || harmlessText.test(value)
      : ownFields.has(field) && !hidden.has("attributes");
    if (isShown) shown[field] = typeof value === "string" ? texts.cleanName(value) : value;
  }
  for (const side of ["input", "output"] as const) {
    const preview = previewFrom(content, side, texts);
    if (preview !== undefined) shown[`${side}Preview`] = preview;
  }
  return { ...shown, kind: facts.kind };
}

/** The output of a retriever is its documents, whatever the attribute is called; a reranker gets them as its input too. */
export function redactContent(span: ReadSpan, hidden: HiddenParts, texts: HiddenTexts): LlmContent {
  const { content, facts } = span;
  const hidesSearch = hidden.has("documents") && isSearch(span);
  const sides: HiddenSides = {
    input: hidden.has("inputs") || (hidesSearch && facts.kind !== "RETRIEVER"),
    output: hidden.has("outputs") || hidesSearch,
  };
  const { input, output } = content;
  const messages = content.messages.filter(({ role }) => (isCallersTurn(role) ? !sides.input : !sides.output));
  return {
    ...(input === undefined || sides.input ? {} : { input: { ...input, text: texts.clean(input.text) } }),
    ...(output === undefined || sides.output ? {} : { output: { ...output, text: texts.clean(output.text) } }),
    messages: messages.map((message) => redactMessage(message, sides, texts)),
    outputMessages: sides.output ? [] : content.outputMessages.map((message) => redactMessage(message, sides, texts)),
    // Metadata of a document is whatever its library put there: unknown, and so left out with any hidden part.
    documents: hidden.has("documents")
      ? []
      : content.documents.map(({ metadata: _, ...known }) => texts.cleanValue(known) as LlmDocument),
    // Both are settings of the caller: of the inputs where those are hidden, of the attributes where these are.
    ...(hidden.has("inputs") || hidden.has("attributes")
      ? { toolDefinitions: [], parameters: {} }
      : {
          toolDefinitions: texts.cleanValue(content.toolDefinitions) as LlmContent["toolDefinitions"],
          parameters: texts.cleanValue(content.parameters) as LlmContent["parameters"],
        }),
    ...(content.toolCall === undefined ? {} : { toolCall: redactToolCall(content.toolCall, sides, texts) }),
  };
}

interface HiddenSides {
  readonly input: boolean;
  readonly output: boolean;
}

function redactMessage(message: LlmMessage, sides: HiddenSides, texts: HiddenTexts): LlmMessage {
  return {
    role: texts.cleanName(message.role),
    ...(message.name === undefined ? {} : { name: texts.cleanName(message.name) }),
    parts: message.parts.map((part) => redactPart(part, sides, texts)),
    ...(message.finishReason === undefined ? {} : { finishReason: texts.cleanName(message.finishReason) }),
  };
}

/** What a tool is given and answers is hidden as it is on the span of the tool, in whoever's turn it stands. */
function redactPart(part: LlmMessagePart, sides: HiddenSides, texts: HiddenTexts): LlmMessagePart {
  switch (part.type) {
    case "text":
    case "reasoning":
      return { ...part, content: texts.clean(part.content) };
    case "tool_call":
      return {
        ...part,
        name: texts.cleanName(part.name),
        arguments: sides.input || sides.output ? hiddenMark : texts.cleanValue(part.arguments),
      };
    case "tool_call_response":
      return { ...part, response: sides.output ? hiddenMark : texts.cleanValue(part.response) };
    case "media":
      return part.uri === undefined ? part : { ...part, uri: texts.clean(part.uri) };
    case "other":
      return { ...part, value: sides.input || sides.output ? hiddenMark : texts.cleanValue(part.value) };
  }
}

/** The arguments are what a model put out and what the tool was given: hidden with either. */
function redactToolCall(call: LlmToolCall, sides: HiddenSides, texts: HiddenTexts): LlmToolCall {
  const hidesArguments = sides.input || sides.output;
  return {
    name: texts.cleanName(call.name),
    ...(call.id === undefined ? {} : { id: texts.cleanName(call.id) }),
    ...(call.arguments === undefined || hidesArguments ? {} : { arguments: texts.cleanValue(call.arguments) }),
    ...(call.result === undefined || sides.output ? {} : { result: texts.cleanValue(call.result) }),
  };
}

function redactDocument(
  document: SpanDocument,
  allowed: JsonObject,
  hidden: HiddenParts,
  texts: HiddenTexts,
): SpanDocument {
  const hidesErrors = hidden.has("inputs") || hidden.has("outputs");
  const { code, message } = document.status;
  const service = isJsonObject(document.resource.attributes.service) ? document.resource.attributes.service.name : null;
  return {
    ...document,
    name: texts.cleanName(document.name),
    status: message === undefined || hidesErrors ? { code } : { code, message: texts.clean(message) },
    attributes: unflatten(allowed),
    events: document.events.map(({ name, time, attributes }) => ({
      name: name === "exception" ? name : "event",
      time,
      attributes: name === "exception" ? exceptionAttributes(attributes, hidesErrors, texts) : newJsonObject(),
    })),
    links: document.links.map((link) => ({ ...link, attributes: newJsonObject() })),
    resource: {
      attributes:
        typeof service === "string" && !hidden.has("attributes")
          ? unflatten({ "service.name": texts.cleanName(service) })
          : newJsonObject(),
    },
    scope: {
      name: texts.cleanName(document.scope.name),
      version: texts.cleanName(document.scope.version),
      attributes: newJsonObject(),
    },
  };
}

function exceptionAttributes(attributes: JsonObject, hidesErrors: boolean, texts: HiddenTexts): JsonObject {
  const shown = newJsonObject();
  const exception = attributes.exception;
  if (!isJsonObject(exception)) return shown;
  const kept = newJsonObject();
  if (typeof exception.type === "string" && harmlessText.test(exception.type))
    kept.type = texts.cleanName(exception.type);
  if (typeof exception.message === "string" && !hidesErrors) kept.message = texts.clean(exception.message);
  shown.exception = kept;
  return shown;
}
