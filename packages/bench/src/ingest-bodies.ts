import type { JsonValue } from "@plumbline/base/json";
import { createRagTraces, ragRequest } from "@plumbline/fixtures/rag-traces";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { readSpanFields, SpanFields } from "@plumbline/otlp/span-fields";
import { walkTraces } from "@plumbline/otlp/walk-traces";

/** A request that can be sent again and again as new: every trace id starts with four bytes that are overwritten. */
export interface LoadBody {
  readonly bytes: Buffer;
  readonly spanCount: number;
  /** A copy with fresh trace ids. */
  fresh(): Buffer;
}

export interface BodyShape {
  readonly bodies: number;
  readonly spansPerBody: number;
}

/** Bodies of RAG traces, eight spans of about 2 kB each, that start within the last minutes. */
export function createLoadBodies({ bodies, spansPerBody }: BodyShape, seed = 7): LoadBody[] {
  const traces = createRagTraces(seed);
  const begin = BigInt(Date.now() - 600_000) * 1_000_000n;
  let counter = 0;
  return Array.from({ length: bodies }, (_, body) => {
    const list = Array.from({ length: spansPerBody / 8 }, (_, index) =>
      traces.next(begin + BigInt(body * 1_000_000_000 + index * 13_000_000)),
    );
    const bytes = protobufFromJsonValue(ragRequest(list) as JsonValue);
    const offsets = traceIdOffsets(bytes);
    return {
      bytes,
      spanCount: offsets.length,
      fresh: () => {
        const copy = Buffer.from(bytes);
        counter += 1;
        for (const offset of offsets) copy.writeUInt32BE(counter, offset);
        return copy;
      },
    };
  });
}

function traceIdOffsets(bytes: Buffer): number[] {
  const { reader, spans } = walkTraces(bytes);
  const fields = new SpanFields();
  return spans.map((span) => {
    readSpanFields(reader, span.start, span.end, fields);
    return fields.traceIdStart;
  });
}
