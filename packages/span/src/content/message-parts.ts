import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { parseBoundedJson } from "../json-text";
import type { LlmMessagePart } from "../llm-span";

type PartReader = (part: JsonObject) => LlmMessagePart | undefined;

/**
 * Parts by their `type`: OTel GenAI message JSON (conventions 3.4), OpenAI chat content, Anthropic blocks. One row per type; a
 * type that is not here is kept whole as `other`.
 */
const partReadersByType: Readonly<Record<string, PartReader>> = {
  text: (part) => textPart(part.content ?? part.text),
  input_text: (part) => textPart(part.text),
  output_text: (part) => textPart(part.text),
  refusal: (part) => textPart(part.refusal),
  reasoning: (part) => reasoningPart(part.content ?? part.text),
  thinking: (part) => reasoningPart(part.thinking ?? part.content),
  tool_call: (part) => toolCallPart(part.id, part.name, part.arguments),
  server_tool_call: (part) => toolCallPart(part.id, part.name, part.server_tool_call ?? part.arguments),
  tool_use: (part) => toolCallPart(part.id, part.name, part.input),
  tool_call_response: (part) => toolResponsePart(part.id, part.response ?? part.result),
  server_tool_call_response: (part) => toolResponsePart(part.id, part.server_tool_call_response ?? part.response),
  tool_result: (part) => toolResponsePart(part.tool_use_id ?? part.id, part.content),
  blob: (part) => mediaPart(part.modality, part.mime_type, inlineUri(part.mime_type, part.content)),
  file: (part) => mediaPart(part.modality ?? "file", part.mime_type, part.file_id),
  uri: (part) => mediaPart(part.modality, part.mime_type, part.uri),
  image_url: (part) =>
    mediaPart("image", undefined, isJsonObject(part.image_url) ? part.image_url.url : part.image_url),
  image: (part) => {
    const { media_type: mediaType, url, data } = sourceOf(part);
    const type = mediaType ?? part.mime_type;
    return mediaPart("image", type, url ?? part.url ?? inlineUri(type, data));
  },
  document: (part) => mediaPart("document", sourceOf(part).media_type, sourceOf(part).url),
  input_audio: () => mediaPart("audio", undefined, undefined),
  audio: (part) => mediaPart("audio", part.mime_type, part.url),
  video: (part) => mediaPart("video", part.mime_type, part.url),
};

/** OpenInference: `message.contents.N.message_content.*`, with a tool call beside it for a `tool_use` part. */
function openInferencePart(part: JsonObject): LlmMessagePart | undefined {
  const content = part.message_content;
  if (!isJsonObject(content)) return undefined;
  if (isJsonObject(part.tool_call)) {
    const called = isJsonObject(part.tool_call.function) ? part.tool_call.function : part.tool_call;
    return toolCallPart(part.tool_call.id, called.name, called.arguments);
  }
  const type = typeof content.type === "string" ? content.type : "text";
  const media = innermost(content[type], type);
  if (isJsonObject(media)) return mediaPart(type, media.mime_type, media.url);
  return type === "reasoning" ? reasoningPart(content.text) : textPart(content.text);
}

/** `image.image.url` is un-flattened to an image inside an image. */
function innermost(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && isJsonObject(value[name]) ? value[name] : value;
}

/** Parts that carry no `type` and are told by the one key they have: Bedrock Converse and Gemini. */
const partReadersByKey: readonly (readonly [string, PartReader])[] = [
  ["message_content", openInferencePart],
  ["text", (part) => (part.thought === true ? reasoningPart(part.text) : textPart(part.text))],
  [
    "toolUse",
    ({ toolUse }) => (isJsonObject(toolUse) ? toolCallPart(toolUse.toolUseId, toolUse.name, toolUse.input) : undefined),
  ],
  [
    "toolResult",
    ({ toolResult }) =>
      isJsonObject(toolResult) ? toolResponsePart(toolResult.toolUseId, toolResult.content) : undefined,
  ],
  ["reasoningContent", ({ reasoningContent }) => reasoningPart(bedrockReasoning(reasoningContent))],
  [
    "functionCall",
    ({ functionCall }) =>
      isJsonObject(functionCall) ? toolCallPart(functionCall.id, functionCall.name, functionCall.args) : undefined,
  ],
  [
    "functionResponse",
    ({ functionResponse }) =>
      isJsonObject(functionResponse)
        ? toolResponsePart(functionResponse.id ?? functionResponse.name, functionResponse.response)
        : undefined,
  ],
  [
    "inlineData",
    ({ inlineData }) =>
      isJsonObject(inlineData)
        ? mediaPart(undefined, inlineData.mimeType, inlineUri(inlineData.mimeType, inlineData.data))
        : undefined,
  ],
  [
    "fileData",
    ({ fileData }) => (isJsonObject(fileData) ? mediaPart(undefined, fileData.mimeType, fileData.fileUri) : undefined),
  ],
  [
    "image",
    ({ image }) =>
      mediaPart("image", isJsonObject(image) && image.format ? `image/${String(image.format)}` : undefined, undefined),
  ],
];

/** Reads one part. What no row describes is kept as it came, so that nothing an emitter sent is lost. */
export function readPart(part: JsonValue): LlmMessagePart | undefined {
  if (part === null || part === "") return undefined;
  if (typeof part === "string") return { type: "text", content: part };
  if (!isJsonObject(part)) return { type: "other", value: part };
  const type = typeof part.type === "string" ? part.type : undefined;
  if (type !== undefined) {
    const reader = Object.hasOwn(partReadersByType, type) ? partReadersByType[type] : undefined;
    return reader?.(part) ?? (isEmptyText(type, part) ? undefined : { type: "other", value: part });
  }
  const row = partReadersByKey.find(([key]) => Object.hasOwn(part, key));
  return row?.[1](part) ?? { type: "other", value: part };
}

/** Whether a value is a part that some row describes: a list of such is the content of one message. */
export function isKnownPart(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  if (typeof value.type === "string") return Object.hasOwn(partReadersByType, value.type);
  return partReadersByKey.some(([key]) => Object.hasOwn(value, key));
}

/** A text part with an empty text says nothing and is dropped, not shown as an unknown shape. */
function isEmptyText(type: string, part: JsonObject): boolean {
  return (type === "text" || type === "reasoning") && (part.content ?? part.text ?? "") === "";
}

export function textPart(content: JsonValue | undefined): LlmMessagePart | undefined {
  if (content === undefined || content === null || content === "") return undefined;
  return { type: "text", content: typeof content === "string" ? content : JSON.stringify(content) };
}

export function reasoningPart(content: JsonValue | undefined): LlmMessagePart | undefined {
  return typeof content === "string" && content !== "" ? { type: "reasoning", content } : undefined;
}

/** Arguments may be an object or JSON text of one; text that is not JSON stays text. */
export function toolCallPart(
  id: JsonValue | undefined,
  name: JsonValue | undefined,
  toolArguments: JsonValue | undefined,
): LlmMessagePart | undefined {
  if (typeof name !== "string") return undefined;
  const parsed = typeof toolArguments === "string" ? (parseBoundedJson(toolArguments) ?? toolArguments) : toolArguments;
  return { type: "tool_call", ...withId(id), name, arguments: parsed ?? null };
}

export function toolResponsePart(id: JsonValue | undefined, response: JsonValue | undefined): LlmMessagePart {
  return { type: "tool_call_response", ...withId(id), response: response ?? null };
}

/** Larger pictures are named only: they would stand in the answer twice, in the document and here. */
const inlineCharsMax = 4 * 1024 * 1024;
/** Pixels and nothing else. An SVG is a document that may hold links. */
const inlinePicture = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,/;

/** Bytes in base64 as an address that holds them. */
function inlineUri(mimeType: JsonValue | undefined, base64: JsonValue | undefined): string | undefined {
  return typeof mimeType === "string" && typeof base64 === "string" && base64 !== ""
    ? `data:${mimeType};base64,${base64}`
    : undefined;
}

/**
 * An inert description of an image, a sound or a file. An address is text for people to read; the page must not fetch it.
 * `data:` addresses carry the bytes themselves: those of pictures are kept, so that a page can show them without asking
 * anybody; others are reduced to their type.
 */
export function mediaPart(
  modality: JsonValue | undefined,
  mimeType: JsonValue | undefined,
  uri: JsonValue | undefined,
): LlmMessagePart {
  const address = typeof uri === "string" && uri !== "" && uri !== "__REDACTED__" ? uri : undefined;
  const dataType = address?.startsWith("data:") ? address.slice(5, 5 + 100).split(/[;,]/, 1)[0] : undefined;
  const type = typeof mimeType === "string" && mimeType !== "" ? mimeType : dataType || undefined;
  const isKept =
    address !== undefined &&
    (dataType === undefined || (address.length <= inlineCharsMax && inlinePicture.test(address.slice(0, 100))));
  return {
    type: "media",
    modality: typeof modality === "string" && modality !== "" ? modality : (type?.split("/", 1)[0] ?? "file"),
    ...(type === undefined ? {} : { mimeType: type }),
    ...(isKept ? { uri: address } : {}),
  };
}

function withId(id: JsonValue | undefined): { id?: string } {
  return typeof id === "string" && id !== "" ? { id } : typeof id === "number" ? { id: String(id) } : {};
}

function sourceOf(part: JsonObject): JsonObject {
  return isJsonObject(part.source) ? part.source : {};
}

function bedrockReasoning(value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value)) return value;
  return isJsonObject(value.reasoningText) ? value.reasoningText.text : value.reasoningText;
}
