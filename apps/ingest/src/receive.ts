import type { Grant } from "@plumbline/base/grant";
import { protobufFromJson } from "@plumbline/otlp/json-traces";
import type { OtlpEncoding, PartialSuccess } from "@plumbline/otlp/responses";
import { walkTraces } from "@plumbline/otlp/walk-traces";
import type { SpanWriter, WriteResult } from "@plumbline/span-store/write/span-writer";

/**
 * The one path of every transport: a decompressed ExportTraceServiceRequest in, stored spans out. Resolves after COMMIT.
 * Answers what the sender must be told beyond success. Throws catalogue errors.
 */
export async function receive(
  writer: SpanWriter,
  grant: Grant<"span:write">,
  body: Buffer,
  encoding: OtlpEncoding,
): Promise<PartialSuccess | undefined> {
  const walk = walkTraces(encoding === "json" ? protobufFromJson(body) : body);
  return describeResult(await writer.write(grant, walk));
}

const reasonsShownMax = 5;

/** Undefined when there is nothing to tell. */
export function describeResult({ storedSpans, rejected, implausibleTimes }: WriteResult): PartialSuccess | undefined {
  if (rejected.length > 0) {
    const counts = new Map<string, number>();
    for (const { reason } of rejected) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const shown = [...counts].slice(0, reasonsShownMax).map(([reason, count]) => `${reason} (${count})`);
    const more = counts.size > reasonsShownMax ? `; and ${counts.size - reasonsShownMax} more reasons` : "";
    return {
      rejectedSpans: rejected.length,
      errorMessage: `${rejected.length} of ${storedSpans + rejected.length} spans can never be stored: ${shown.join("; ")}${more}. The others are stored. Do not send it again.`,
    };
  }
  if (implausibleTimes > 0) {
    return {
      rejectedSpans: 0,
      errorMessage: `All spans are stored, but ${implausibleTimes} of ${storedSpans} start before 1973: times must be Unix nanoseconds.`,
    };
  }
  return undefined;
}
