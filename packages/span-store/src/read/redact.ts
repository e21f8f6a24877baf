import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import { attributeRows } from "@plumbline/span/dialects/registry";
import type { ReadSpan, SpanDocument } from "@plumbline/span/document/types";
import { unflatten } from "@plumbline/span/document/unflatten";
import type { LlmContent, LlmDocument, LlmFacts, LlmToolCall } from "@plumbline/span/llm-span";
import { type HiddenTexts, isCallersTurn } from "./hidden-texts";
import type { HiddenPart, TraceDetail } from "./types";

/**
 * Redaction of a shared trace. It allows what is known to be harmless and drops the rest, because attributes of unknown
 * libraries hold prompts under any name.
 *
 * Always shown: names of spans and services, kinds, times, statuses, models, providers, token counts, types of errors.
 * With any part hidden: of the attributes only those that yield such facts, and no stack traces.
 * With inputs or outputs hidden: no messages of errors, which quote both.
 * With attributes hidden: no attributes at all, no session, no user.
 */
export type HiddenParts = ReadonlySet<HiddenPart>;

export function redactTrace(detail: TraceDetail, hidden: HiddenParts, texts: HiddenTexts): TraceDetail {
  // Who judged it and how it scored is the project's own business, whatever is hidden.
  const trace = { ...detail.trace, evaluation: null };
  if (hidden.size === 0) return { trace, spans: detail.spans };
  const show = (text: string | null, isHidden: boolean) => (text === null || isHidden ? null : texts.clean(text));
  const hidesErrors = hidden.has("inputs") || hidden.has("outputs");
  return {
    trace: {
      ...trace,
      inputPreview: show(trace.inputPreview, hidden.has("inputs")),
      outputPreview: show(trace.outputPreview, hidden.has("outputs")),
      errorMessage: show(trace.errorMessage, hidesErrors),
      sessionId: hidden.has("attributes") ? null : trace.sessionId,
      userId: hidden.has("attributes") ? null : trace.userId,
    },
    spans: detail.spans.map((span) => ({
      ...span,
      errorType: span.errorType !== null && harmlessText.test(span.errorType) ? span.errorType : null,
      errorMessage: show(span.errorMessage, hidesErrors),
    })),
  };
}

export function redactSpan(span: ReadSpan, hidden: HiddenParts, texts: HiddenTexts): ReadSpan {
  if (hidden.size === 0) return span;
  const allowed = hidden.has("attributes") ? newJsonObject() : allowedAttributes(span.flatAttributes);
  return {
    flatAttributes: allowed,
    facts: redactFacts(span.facts, hidden, texts),
    content: redactContent(span, hidden, texts),
    document: redactDocument(span.document, allowed, hidden, texts),
  };
}

const harmlessFields: ReadonlySet<string> = new Set([
  "kind",
  "provider",
  "requestModel",
  "responseModel",
  "inputTokens",
  "outputTokens",
  "reportedTotalTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "ttftMs",
  "errorType",
  "finishReason",
]);

/** Facts about whom and where: of the attributes. */
const ownFields: ReadonlySet<string> = new Set(["sessionId", "userId", "responseId", "environment"]);

/** Names and words, as models and providers have them; never JSON, from which a dialect may read one fact among much else. */
const harmlessText = /^[\w.:/@+ -]{0,120}$/;

/** Keys from which the dialects read harmless facts and nothing else, with a plain short value. */
function allowedAttributes(flat: Readonly<Record<string, JsonValue>>): JsonObject {
  const allowed = newJsonObject();
  for (const [key, value] of Object.entries(flat)) {
    const rows = attributeRows.get(key);
    const isHarmless = rows?.every((row) => harmlessFields.has(row.field)) ?? false;
    const isPlain = typeof value === "string" ? harmlessText.test(value) : typeof value !== "object";
    if (isHarmless && isPlain) allowed[key] = value;
  }
  return allowed;
}

/** Picks what may be shown, so that a fact added to the model one day is hidden until somebody decides otherwise. */
function redactFacts(facts: LlmFacts, hidden: HiddenParts, texts: HiddenTexts): LlmFacts {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(facts)) {
    if (harmlessFields.has(field) && (typeof value !== "string" || harmlessText.test(value))) shown[field] = value;
    else if (!hidden.has("attributes") && ownFields.has(field)) shown[field] = value;
  }
  const { inputPreview, outputPreview } = facts;
  if (inputPreview !== undefined && !hidden.has("inputs")) shown.inputPreview = texts.clean(inputPreview);
  if (outputPreview !== undefined && !hidden.has("outputs")) shown.outputPreview = texts.clean(outputPreview);
  return { ...shown, kind: facts.kind };
}

/** The output of a retriever is its documents, whatever the attribute is called; a reranker gets them as its input too. */
function redactContent({ content, facts }: ReadSpan, hidden: HiddenParts, texts: HiddenTexts): LlmContent {
  const isSearch = facts.kind === "RETRIEVER" || facts.kind === "RERANKER" || facts.kind === "EMBEDDING";
  const hidesInput = hidden.has("inputs") || (hidden.has("documents") && isSearch && facts.kind !== "RETRIEVER");
  const hidesOutput = hidden.has("outputs") || (hidden.has("documents") && isSearch);
  const { input, output } = content;
  const messages = content.messages.filter(({ role }) =>
    isCallersTurn(role) ? !hidden.has("inputs") : !hidden.has("outputs"),
  );
  return {
    ...(input === undefined || hidesInput ? {} : { input: { ...input, text: texts.clean(input.text) } }),
    ...(output === undefined || hidesOutput ? {} : { output: { ...output, text: texts.clean(output.text) } }),
    messages: texts.cleanValue(messages) as LlmContent["messages"],
    outputMessages: hidden.has("outputs")
      ? []
      : (texts.cleanValue(content.outputMessages) as LlmContent["outputMessages"]),
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
    ...(content.toolCall === undefined ? {} : { toolCall: redactToolCall(content.toolCall, hidden, texts) }),
  };
}

/** The arguments are what a model put out and what the tool was given: hidden with either. */
function redactToolCall(call: LlmToolCall, hidden: HiddenParts, texts: HiddenTexts): LlmToolCall {
  const hidesArguments = hidden.has("inputs") || hidden.has("outputs");
  return {
    name: texts.clean(call.name),
    ...(call.id === undefined ? {} : { id: call.id }),
    ...(call.arguments === undefined || hidesArguments ? {} : { arguments: texts.cleanValue(call.arguments) }),
    ...(call.result === undefined || hidden.has("outputs") ? {} : { result: texts.cleanValue(call.result) }),
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
          ? unflatten({ "service.name": service })
          : newJsonObject(),
    },
    scope: { ...document.scope, attributes: newJsonObject() },
  };
}

function exceptionAttributes(attributes: JsonObject, hidesErrors: boolean, texts: HiddenTexts): JsonObject {
  const shown = newJsonObject();
  const exception = attributes.exception;
  if (!isJsonObject(exception)) return shown;
  const kept = newJsonObject();
  if (typeof exception.type === "string" && harmlessText.test(exception.type)) kept.type = exception.type;
  if (typeof exception.message === "string" && !hidesErrors) kept.message = texts.clean(exception.message);
  shown.exception = kept;
  return shown;
}
