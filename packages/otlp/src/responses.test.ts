import { PlumblineError } from "@plumbline/base/errors";
import { expect, test } from "vitest";
import { encodeExportResponse, encodeStatus } from "./responses";
import { generated } from "./testing";

function decode(type: string, bytes: Uint8Array): Record<string, unknown> {
  const message = generated.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}

test("full success is an empty message in both encodings", () => {
  expect(encodeExportResponse("protobuf")).toHaveLength(0);
  expect(encodeExportResponse("json").toString()).toBe("{}");
});

test("partial success says the same in both encodings", () => {
  const partial = { rejectedSpans: 3, errorMessage: "3 of 10 spans can never be stored" };
  expect(decode("ExportTraceServiceResponse", encodeExportResponse("protobuf", partial))).toEqual({
    partialSuccess: { rejectedSpans: "3", errorMessage: partial.errorMessage },
  });
  expect(JSON.parse(encodeExportResponse("json", partial).toString())).toEqual({
    partialSuccess: { rejectedSpans: "3", errorMessage: partial.errorMessage },
  });
});

test("a warning rejects no span", () => {
  const bytes = encodeExportResponse("protobuf", { rejectedSpans: 0, errorMessage: "odd times" });
  expect(decode("ExportTraceServiceResponse", bytes)).toEqual({ partialSuccess: { errorMessage: "odd times" } });
});

test("a 400 is a Status with a BadRequest detail in both encodings", () => {
  const error = new PlumblineError("request.undecodable", { message: "It ends too early. Nothing was stored." });
  const status = decode("RpcStatus", encodeStatus("protobuf", error));
  expect(status).toMatchObject({ code: 3, message: error.message });
  const [detail] = status.details as { typeUrl: string; value: Uint8Array }[];
  expect(detail?.typeUrl).toBe("type.googleapis.com/google.rpc.BadRequest");
  expect(decode("BadRequest", detail?.value ?? new Uint8Array())).toEqual({
    fieldViolations: [{ field: "body", description: error.message }],
  });
  expect(JSON.parse(encodeStatus("json", error).toString())).toMatchObject({
    code: 3,
    message: error.message,
    details: [{ "@type": detail?.typeUrl, fieldViolations: [{ field: "body", description: error.message }] }],
  });
});

test("other errors carry their gRPC code and no detail", () => {
  const status = decode("RpcStatus", encodeStatus("protobuf", new PlumblineError("store.unavailable")));
  expect(status).toMatchObject({ code: 14 });
  expect(status.details).toBeUndefined();
});
