import { findBundledPrice } from "./bundled-prices";
import type { PriceRow } from "./price-row";
import { findQwenPrice } from "./qwen-prices";

/**
 * The row of a bundled list by its id (`list@version/provider/model`), with the prices that held at a time. Undefined where
 * this version of the list has no such row: a later one may have changed its prices.
 */
export function findPriceRow(rowId: string, at: Date): PriceRow | undefined {
  const [list = "", provider = "", ...rest] = rowId.split("/");
  const model = rest.join("/");
  const find = list.startsWith("plumbline@") ? findQwenPrice : findBundledPrice;
  const row = find(provider, model)?.(at);
  return row?.id === rowId ? row : undefined;
}
