import type { Pool } from "@plumbline/db/pool";
import type { UnitPrices } from "@plumbline/span/pricing/price-row";
import type { ProjectPrice } from "@plumbline/span/pricing/project-price";
import { readRows } from "../read/statement";

/** The columns of `model_price` that make a `ProjectPrice`. */
export const projectPriceColumns = `id, model_pattern, provider, currency, usd_rate, input_per_million,
  cache_read_per_million, cache_write_per_million, output_per_million, reasoning_per_million, valid_from`;

export interface ProjectPriceRow {
  readonly id: string;
  readonly model_pattern: string;
  readonly provider: string | null;
  readonly currency: string;
  readonly usd_rate: number;
  readonly input_per_million: number | null;
  readonly cache_read_per_million: number | null;
  readonly cache_write_per_million: number | null;
  readonly output_per_million: number | null;
  readonly reasoning_per_million: number | null;
  readonly valid_from: Date;
}

/** The prices that hold now, in the order of their ids. */
export async function selectProjectPrices(pool: Pool, projectId: string): Promise<ProjectPrice[]> {
  const rows = await readRows<ProjectPriceRow>(pool, {
    text: `SELECT ${projectPriceColumns} FROM model_price WHERE project_id = $1 AND removed_at IS NULL ORDER BY id`,
    values: [projectId],
  });
  return rows.map(projectPriceFromRow);
}

/** One price, removed ones too: for the arithmetic of a call that it priced. */
export async function findModelPrice(pool: Pool, projectId: string, id: string): Promise<ProjectPrice | undefined> {
  const [row] = await readRows<ProjectPriceRow>(pool, {
    text: `SELECT ${projectPriceColumns} FROM model_price WHERE project_id = $1 AND id = $2`,
    values: [projectId, id],
  });
  return row === undefined ? undefined : projectPriceFromRow(row);
}

export function projectPriceFromRow(row: ProjectPriceRow): ProjectPrice {
  return {
    id: row.id,
    modelPattern: row.model_pattern,
    provider: row.provider,
    currency: row.currency,
    usdRate: row.usd_rate,
    validFrom: row.valid_from,
    prices: unitPrices(row),
  };
}

function unitPrices(row: ProjectPriceRow): UnitPrices {
  const units = {
    input: row.input_per_million,
    cacheRead: row.cache_read_per_million,
    cacheWrite: row.cache_write_per_million,
    output: row.output_per_million,
    reasoning: row.reasoning_per_million,
  };
  return Object.fromEntries(Object.entries(units).filter(([, price]) => price !== null));
}
