import { errorCatalogue, type PlumblineError } from "@plumbline/base/errors";
import { WireWriter } from "./wire-writer";

export type OtlpEncoding = "protobuf" | "json";

export const mediaTypes = { protobuf: "application/x-protobuf", json: "application/json" } as const satisfies Record<
  OtlpEncoding,
  string
>;

export interface PartialSuccess {
  /** 0 with a message is a warning: everything was stored. */
  readonly rejectedSpans: number;
  /** For developers, in English (specification). */
  readonly errorMessage: string;
}

/** ExportTraceServiceResponse. Without partial success it is empty: no bytes, or `{}`. */
export function encodeExportResponse(encoding: OtlpEncoding, partialSuccess?: PartialSuccess): Buffer {
  if (encoding === "json") {
    if (!partialSuccess) return Buffer.from("{}");
    const { rejectedSpans, errorMessage } = partialSuccess;
    // 64-bit integers are decimal text in proto3 JSON.
    return Buffer.from(JSON.stringify({ partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage } }));
  }
  const writer = new WireWriter(256);
  if (partialSuccess) {
    writer.message(1, () => {
      if (partialSuccess.rejectedSpans > 0) writer.varint(1, partialSuccess.rejectedSpans);
      writer.text(2, partialSuccess.errorMessage);
    });
  }
  return writer.finish();
}

const badRequestType = "type.googleapis.com/google.rpc.BadRequest";

/**
 * google.rpc.Status: the body of every 4xx and 5xx answer. A 400 carries a BadRequest detail that names the field, or `body`.
 */
export function encodeStatus(encoding: OtlpEncoding, error: PlumblineError): Buffer {
  const { grpc, http } = errorCatalogue[error.code];
  const violation = http === 400 ? { field: error.field ?? "body", description: error.message } : undefined;
  if (encoding === "json") {
    const details = violation ? [{ "@type": badRequestType, fieldViolations: [violation] }] : [];
    return Buffer.from(JSON.stringify({ code: grpc, message: error.message, details }));
  }
  const writer = new WireWriter(512);
  writer.varint(1, grpc);
  writer.text(2, error.message);
  if (violation) {
    writer.message(3, () => {
      writer.text(1, badRequestType);
      writer.message(2, () => {
        writer.message(1, () => {
          writer.text(1, violation.field);
          writer.text(2, violation.description);
        });
      });
    });
  }
  return writer.finish();
}
