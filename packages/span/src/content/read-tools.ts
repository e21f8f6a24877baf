import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import type { LlmToolCall } from "../llm-span";
import { type Carriers, flattenedList, structured, unwrapJsonText } from "./carriers";

/** The tools that a model was offered; JSON text is parsed, an unknown shape is kept as it came. */
export function toolDefinitionsOf({ attributes, details }: Carriers): readonly JsonValue[] {
  const listed = structured(attributes["gen_ai.tool.definitions"] ?? details["gen_ai.tool.definitions"]);
  if (Array.isArray(listed) && listed.length > 0) return listed.map((item) => unwrapJsonText(item) ?? null);
  const flattened = flattenedList(attributes, "llm.tools.")?.flatMap((item) => {
    const tool = isJsonObject(item) ? item.tool : undefined;
    return isJsonObject(tool) ? [unwrapJsonText(tool.json_schema) ?? tool] : [];
  });
  if (flattened !== undefined && flattened.length > 0) return flattened;
  const parameters = structured(attributes["llm.invocation_parameters"]);
  return isJsonObject(parameters) && Array.isArray(parameters.tools) ? parameters.tools : [];
}

/** Parameters of the request under their short names; `gen_ai.request.*` wins over a JSON text of them. */
export function parametersOf({ attributes }: Carriers): Readonly<Record<string, JsonValue>> {
  const parameters = newJsonObject();
  for (const key of ["embedding.invocation_parameters", "llm.invocation_parameters"]) {
    const value = structured(attributes[key]);
    if (!isJsonObject(value)) continue;
    for (const [name, parameter] of Object.entries(value)) {
      if (!notParameters.has(name)) parameters[name] = parameter;
    }
  }
  for (const key in attributes) {
    if (!key.startsWith(requestPrefix)) continue;
    const name = key.slice(requestPrefix.length);
    if (!notParameters.has(name)) parameters[name] = attributes[key] ?? null;
  }
  return parameters;
}

const requestPrefix = "gen_ai.request.";
/** Shown elsewhere: as the model, the messages and the tools. */
const notParameters: ReadonlySet<string> = new Set(["model", "model_name", "messages", "tools", "functions"]);

/** What a TOOL span ran, from either convention; undefined where it names no tool. */
export function toolCallOf({ attributes }: Carriers): LlmToolCall | undefined {
  const name = text(attributes["gen_ai.tool.name"]) ?? text(attributes["tool.name"]);
  if (name === undefined) return undefined;
  const id = text(attributes["gen_ai.tool.call.id"]) ?? text(attributes["tool.id"]);
  const description = text(attributes["gen_ai.tool.description"]) ?? text(attributes["tool.description"]);
  const call: JsonObject = newJsonObject();
  call.name = name;
  if (id !== undefined) call.id = id;
  if (description !== undefined) call.description = description;
  const given = unwrapJsonText(attributes["gen_ai.tool.call.arguments"] ?? attributes["input.value"]);
  const result = unwrapJsonText(attributes["gen_ai.tool.call.result"] ?? attributes["output.value"]);
  return {
    name,
    ...call,
    ...(given === undefined ? {} : { arguments: given }),
    ...(result === undefined ? {} : { result }),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
