import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ReadSpan } from "@plumbline/span/document/types";
import { getTrace, locateTrace } from "./get-trace";
import type { LargeSpanCache } from "./large-span-cache";
import { readEveryVersion, readSpanContent } from "./read-content";
import { redactSpan } from "./redact";
import { redactTrace, withoutJudgement } from "./redact-trace";
import { RedactionCache } from "./redaction-cache";
import { buildRedactionSource, type RedactionSource } from "./redaction-source";
import { inSlices } from "./time-slices";
import { readTraceVersion } from "./trace-version";
import type { HiddenPart, TraceDetail } from "./types";

type SharedGrant = Grant<"trace:read-shared">;

/** The source of a trace of 10 MB takes some 30 MB, the largest 64 MB. */
const cacheLimits = { bytesMax: 128 * 1024 * 1024, entriesMax: 64, buildsMax: 2 } as const;

/**
 * Reads the one trace that a share session opens; its id stands in the grant, so that no caller can ask for another. What is
 * hidden is taken out here and never leaves the server.
 *
 * Each answer is read first, the trace's version afterwards, and what must be hidden is known for that version or a later
 * one: nothing in an answer is younger than what it was cleaned with.
 */
export class SharedTraces {
  private readonly sources = new RedactionCache(cacheLimits);

  constructor(
    private readonly pool: Pool,
    private readonly largeSpans: LargeSpanCache,
  ) {}

  /** Throws `resource.not_found` once the trace has expired, and `request.too_large` as `sourceOf` says. */
  async getTrace(grant: SharedGrant, hiddenParts: readonly HiddenPart[]): Promise<TraceDetail> {
    const traceId = traceOf(grant);
    const detail = await getTrace(this.pool, grant.projectId, traceId);
    if (hiddenParts.length === 0) return { trace: withoutJudgement(detail.trace), spans: detail.spans };
    const hidden = new Set(hiddenParts);
    return inSlices(redactTrace(detail, await this.sourceOf(grant, traceId, hidden), hidden));
  }

  /** One span, redacted. Throws `resource.not_found`, and `request.too_large` as `sourceOf` says. */
  async getSpan(grant: SharedGrant, spanId: SpanId, hiddenParts: readonly HiddenPart[]): Promise<ReadSpan> {
    const traceId = traceOf(grant);
    const span = await readSpanContent(this.pool, grant.projectId, traceId, spanId, this.largeSpans);
    if (hiddenParts.length === 0) return span;
    const hidden = new Set(hiddenParts);
    return inSlices(redactSpan(span, hidden, (await this.sourceOf(grant, traceId, hidden)).texts));
  }

  /**
   * The whole trace is read for the texts that it hides. A trace too large for that is refused (`request.too_large`):
   * showing it without knowing what to take out would be a leak.
   */
  private async sourceOf(
    { projectId }: SharedGrant,
    traceId: TraceId,
    hidden: ReadonlySet<HiddenPart>,
  ): Promise<RedactionSource> {
    const { pool } = this;
    const version = await readTraceVersion(pool, projectId, traceId);
    return this.sources.get([projectId, traceId, ...[...hidden].sort()].join(" "), version, async () => {
      const { row } = await locateTrace(pool, projectId, traceId);
      const spans = await readEveryVersion(pool, projectId, traceId);
      const previews = { input: row.input_preview, output: row.output_preview };
      return inSlices(buildRedactionSource(spans, previews, hidden));
    });
  }
}

function traceOf(grant: SharedGrant): TraceId {
  if (grant.traceId !== undefined) return grant.traceId;
  throw new PlumblineError("auth.forbidden", { detail: "A grant for a shared trace carries no trace id." });
}
