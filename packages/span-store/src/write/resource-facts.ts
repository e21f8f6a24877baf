import type { JsonObject } from "@plumbline/base/json";
import { newJsonObject } from "@plumbline/base/json";
import { decodeResource } from "@plumbline/otlp/decode-traces";
import type { ResourceSlice } from "@plumbline/otlp/walk-traces";
import type { WireReader } from "@plumbline/otlp/wire-reader";
import { type ContentHash, hashBytes } from "./content-hash";

/** What all spans of one ResourceSpans message share. */
export interface ResourceFacts {
  /** service.name; the name that OpenTelemetry gives to a service without one where it is missing. */
  readonly service: string;
  readonly attributes: JsonObject;
  readonly hash: Readonly<ContentHash>;
}

const unknownService = "unknown_service";
const serviceCharsMax = 255;

export function readResourceFacts(reader: WireReader, slice: ResourceSlice): ResourceFacts {
  const resource = { attributes: newJsonObject(), droppedAttributesCount: 0 };
  const hash = { high: 0, low: 0 };
  for (let at = 0; at < slice.resources.length; at += 2) {
    const start = slice.resources[at] ?? 0;
    const end = slice.resources[at + 1] ?? 0;
    hashBytes(reader.bytes, start, end, hash, hash);
    reader.position = start;
    readLeniently(() => decodeResource(reader, end, resource));
  }
  const name = resource.attributes["service.name"];
  const service =
    typeof name === "string" && name.trim() !== "" ? name.slice(0, serviceCharsMax).toWellFormed() : unknownService;
  return { service, attributes: resource.attributes, hash };
}

/** A resource that cannot be read does not cost its spans; what was read of it counts. */
function readLeniently(read: () => void): void {
  try {
    read();
  } catch {
    return;
  }
}
