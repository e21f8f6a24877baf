import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import { attributeRows } from "@plumbline/span/dialects/registry";
import type { ReadSpan, SpanDocument } from "@plumbline/span/document/types";
import { unflatten } from "@plumbline/span/document/unflatten";
import type { LlmContent, LlmFacts } from "@plumbline/span/llm-span";
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
    spans: detail.spans.map((span) => ({ ...span, errorMessage: show(span.errorMessage, hidesErrors) })),
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
const harmlessCharsMax = 120;

/** Keys from which the dialects read harmless facts and nothing else, with a plain short value. */
function allowedAttributes(flat: Readonly<Record<string, JsonValue>>): JsonObject {
  const allowed = newJsonObject();
  for (const [key, value] of Object.entries(flat)) {
    const rows = attributeRows.get(key);
    const isHarmless = rows?.every((row) => harmlessFields.has(row.field)) ?? false;
    const isPlain = typeof value === "string" ? value.length <= harmlessCharsMax : typeof value !== "object";
    if (isHarmless && isPlain) allowed[key] = value;
  }
  return allowed;
}

function redactFacts(facts: LlmFacts, hidden: HiddenParts, texts: HiddenTexts): LlmFacts {
  const { inputPreview, outputPreview, sessionId, userId, responseId, environment, ...harmless } = facts;
  const keepsAttributes = !hidden.has("attributes");
  return {
    ...harmless,
    ...(inputPreview === undefined || hidden.has("inputs") ? {} : { inputPreview: texts.clean(inputPreview) }),
    ...(outputPreview === undefined || hidden.has("outputs") ? {} : { outputPreview: texts.clean(outputPreview) }),
    ...(sessionId !== undefined && keepsAttributes ? { sessionId } : {}),
    ...(userId !== undefined && keepsAttributes ? { userId } : {}),
    ...(responseId !== undefined && keepsAttributes ? { responseId } : {}),
    ...(environment !== undefined && keepsAttributes ? { environment } : {}),
  };
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
    documents: hidden.has("documents") ? [] : (texts.cleanValue(content.documents) as LlmContent["documents"]),
    // Both are settings of the caller: of the inputs where those are hidden, of the attributes where these are.
    ...(hidden.has("inputs") || hidden.has("attributes")
      ? { toolDefinitions: [], parameters: {} }
      : {
          toolDefinitions: texts.cleanValue(content.toolDefinitions) as LlmContent["toolDefinitions"],
          parameters: texts.cleanValue(content.parameters) as LlmContent["parameters"],
        }),
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
  if (typeof exception.type === "string" && exception.type.length <= harmlessCharsMax) kept.type = exception.type;
  if (typeof exception.message === "string" && !hidesErrors) kept.message = texts.clean(exception.message);
  shown.exception = kept;
  return shown;
}
