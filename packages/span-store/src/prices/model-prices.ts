import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type SpanId, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ProjectPrice } from "@plumbline/span/pricing/project-price";
import { readRows } from "../read/statement";
import { explainCost, type SpanCost } from "./explain-cost";
import { type ProjectPriceRow, projectPriceColumns, projectPriceFromRow } from "./project-price-rows";
import { createRepricings, type Repricings } from "./repricings";

/** A price of the project, as its settings show it. */
export interface ModelPrice extends ProjectPrice {
  readonly note: string | null;
  readonly createdAt: Date;
}

export type NewModelPrice = Omit<ModelPrice, "id" | "createdAt">;

/** Rows of one project; ingest reads them all once a minute. */
export const modelPricesMax = 500;

/**
 * The prices that a project sets for itself. They hold for spans that arrive a minute after the change at the latest; what is
 * stored keeps the cost it has until it is priced again.
 */
export interface ModelPrices {
  /** The newest first. */
  list(grant: Grant<"trace:read">): Promise<ModelPrice[]>;
  /** Throws `request.invalid` beyond `modelPricesMax`. */
  add(grant: Grant<"price:manage">, price: NewModelPrice): Promise<ModelPrice>;
  /** Ends a price; the arithmetic of calls that it priced stays readable. Throws `resource.not_found`. */
  remove(grant: Grant<"price:manage">, id: string): Promise<void>;
  /** Asks the worker to price stored calls again with the prices that hold now. See `Repricings`. */
  reprice: Repricings["request"];
  listRepricings: Repricings["list"];
  /** Null: the span has no cost. Throws `resource.not_found` for the trace. */
  explainCost(grant: Grant<"trace:read">, traceId: TraceId, spanId: SpanId): Promise<SpanCost | null>;
}

const columns = `${projectPriceColumns}, note, created_at`;
type Row = ProjectPriceRow & { readonly note: string | null; readonly created_at: Date };

export function createModelPrices({ pool }: { readonly pool: Pool }): ModelPrices {
  const repricings = createRepricings({ pool });
  return {
    reprice: repricings.request,
    listRepricings: repricings.list,
    explainCost: ({ projectId }, traceId, spanId) => explainCost(pool, projectId, traceId, spanId),
    async list({ projectId }) {
      const rows = await readRows<Row>(pool, {
        text: `SELECT ${columns} FROM model_price WHERE project_id = $1 AND removed_at IS NULL
ORDER BY created_at DESC, id LIMIT ${modelPricesMax}`,
        values: [projectId],
      });
      return rows.map(fromRow);
    },
    async add({ projectId }, price) {
      const { input, cacheRead, cacheWrite, output, reasoning } = price.prices;
      const rows = await readRows<Row>(pool, {
        text: `INSERT INTO model_price (project_id, ${projectPriceColumns}, note)
SELECT $1, $2, $3, $4, $5, $6::float8, $7::float8, $8::float8, $9::float8, $10::float8, $11::float8, $12::timestamptz, $13
WHERE (SELECT count(*) FROM model_price WHERE project_id = $1 AND removed_at IS NULL) < ${modelPricesMax}
RETURNING ${columns}`,
        values: [
          projectId,
          newUuid(),
          price.modelPattern,
          price.provider,
          price.currency,
          price.usdRate,
          ...[input, cacheRead, cacheWrite, output, reasoning].map((unit) => unit ?? null),
          price.validFrom.toISOString(),
          price.note,
        ],
      });
      const [row] = rows;
      if (row !== undefined) return fromRow(row);
      throw new PlumblineError("request.invalid", {
        message: `This project has ${modelPricesMax} prices, which is the most it may have. Remove one that no model matches any more.`,
      });
    },
    async remove({ projectId }, id) {
      const rows = await readRows(pool, {
        text: `UPDATE model_price SET removed_at = now()
WHERE project_id = $1 AND id = $2 AND removed_at IS NULL RETURNING id`,
        values: [projectId, id],
      });
      if (rows.length > 0) return;
      throw new PlumblineError("resource.not_found", {
        field: "modelPriceId",
        message: "This project has no price with this id, or it was removed before.",
      });
    },
  };
}

function fromRow(row: Row): ModelPrice {
  return { ...projectPriceFromRow(row), note: row.note, createdAt: row.created_at };
}
