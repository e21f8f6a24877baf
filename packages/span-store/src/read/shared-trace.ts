import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ReadSpan } from "@plumbline/span/document/types";
import { getTrace } from "./get-trace";
import { HiddenTexts } from "./hidden-texts";
import { readContent } from "./read-content";
import { redactSpan, redactTrace } from "./redact";
import type { HiddenPart, TraceDetail } from "./types";

type SharedGrant = Grant<"trace:read-shared">;

/**
 * The one trace that a share session opens; its id stands in the grant, so that no caller can ask for another. What is
 * hidden is taken out here and never leaves the server. Throws `resource.not_found` once the trace has expired.
 */
export async function getSharedTrace(
  pool: Pool,
  grant: SharedGrant,
  hiddenParts: readonly HiddenPart[],
): Promise<TraceDetail> {
  const traceId = traceOf(grant);
  const hidden = new Set(hiddenParts);
  const detail = await getTrace(pool, grant.projectId, traceId);
  const spans = await hidingSpans(pool, grant, traceId, hidden);
  return redactTrace(detail, spans, hidden, new HiddenTexts(spans.values(), hidden));
}

/** One span of the shared trace, redacted. Throws `resource.not_found`. */
export async function getSharedSpan(
  pool: Pool,
  grant: SharedGrant,
  spanId: SpanId,
  hiddenParts: readonly HiddenPart[],
): Promise<ReadSpan> {
  const traceId = traceOf(grant);
  const hidden = new Set(hiddenParts);
  const selection = hidden.size === 0 ? { spanIds: new Set([spanId]) } : {};
  const { spans } = await readContent(pool, grant.projectId, traceId, selection);
  const span = spans.get(spanId);
  if (span === undefined) throw new PlumblineError("resource.not_found", { field: "spanId" });
  return redactSpan(span, hidden, new HiddenTexts(spans.values(), hidden));
}

/**
 * The whole trace is read for the texts that it hides. A trace too large for that is refused (`request.too_large`) where
 * parts are hidden: showing it without knowing what to take out would be a leak.
 */
async function hidingSpans(
  pool: Pool,
  grant: SharedGrant,
  traceId: TraceId,
  hidden: ReadonlySet<HiddenPart>,
): Promise<ReadonlyMap<SpanId, ReadSpan>> {
  if (hidden.size === 0) return new Map();
  return (await readContent(pool, grant.projectId, traceId, {})).spans;
}

function traceOf(grant: SharedGrant): TraceId {
  if (grant.traceId !== undefined) return grant.traceId;
  throw new PlumblineError("auth.forbidden", { detail: "A grant for a shared trace carries no trace id." });
}
