import { type SpanId, spanIdToBigint, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { findPriceRow } from "@plumbline/span/pricing/find-price-row";
import { applyPrice, type CallUsage, type CostPart } from "@plumbline/span/pricing/price-call";
import type { PriceRow, PriceSource } from "@plumbline/span/pricing/price-row";
import { projectPriceRow } from "@plumbline/span/pricing/project-price";
import { spanFlags } from "../flags";
import { locateTrace } from "../read/get-trace";
import { bestVersionFirst } from "../read/span-columns";
import { readRows } from "../read/statement";
import { findModelPrice } from "./project-price-rows";

/** What a model call cost and how that was reckoned. `total` and the parts' costs are US dollars. */
export interface SpanCost {
  readonly total: number;
  /** Of the prices. */
  readonly currency: string;
  readonly usdRate: number;
  readonly rowId: string;
  readonly source: PriceSource;
  /** Empty where the price list has changed and does not say this total any more. */
  readonly parts: readonly CostPart[];
  /** False for a wrapper, whose usage another span of the trace reports as well. */
  readonly isCounted: boolean;
  readonly cachedExceedsInput: boolean;
}

interface CostRow {
  readonly cost: number | null;
  readonly price_id: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly flags: number;
  readonly start_time: Date;
  readonly is_counted: boolean;
}

/** Null where the span has no cost, or is not there. Throws `resource.not_found` for the trace. */
export async function explainCost(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  spanId: SpanId,
): Promise<SpanCost | null> {
  const { bounds } = await locateTrace(pool, projectId, traceId);
  const [row] = await readRows<CostRow>(pool, {
    text: `SELECT cost, price_id, provider, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, flags,
  start_time, span_id <> ALL (
    SELECT unnest(uncounted_spans) FROM trace WHERE project_id = $1 AND trace_id = $2) AS is_counted
FROM span
WHERE project_id = $1 AND trace_id = $2 AND span_id = $3 AND start_time BETWEEN $4 AND $5
ORDER BY ${bestVersionFirst}
LIMIT 1`,
    values: [projectId, traceId, spanIdToBigint(spanId).toString(), bounds.startIso, bounds.endIso],
  });
  if (row === undefined || row.cost === null || row.price_id === null) return null;
  const price = await findRow(pool, projectId, row.price_id, row);
  const priced = price === undefined ? undefined : applyPrice(price, usageOf(row));
  return {
    total: row.cost,
    currency: price?.currency ?? "USD",
    usdRate: price?.usdRate ?? 1,
    rowId: price?.id ?? row.price_id,
    source: sourceOf(row.price_id),
    parts: priced !== undefined && Math.abs(priced.cost - row.cost) < 1e-9 ? priced.parts : [],
    isCounted: row.is_counted,
    cachedExceedsInput: (row.flags & spanFlags.cachedExceedsInput) !== 0,
  };
}

async function findRow(pool: Pool, projectId: string, priceId: string, row: CostRow): Promise<PriceRow | undefined> {
  if (sourceOf(priceId) !== "project") return findPriceRow(priceId, row.start_time, row);
  const price = await findModelPrice(pool, projectId, priceId.slice("project/".length));
  return price && projectPriceRow(price);
}

function sourceOf(rowId: string): PriceSource {
  if (rowId.startsWith("project/")) return "project";
  return rowId.startsWith("plumbline@") ? "plumbline" : "genai-prices";
}

function usageOf(row: CostRow): CallUsage {
  return {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    reasoningTokens: row.reasoning_tokens,
  };
}
