import { findBundledPrice } from "./bundled-prices";
import type { PriceRow } from "./price-row";
import { findQwenPrice } from "./qwen-prices";

/** How a span names the model that it called: columns of its row. */
export interface CalledModel {
  readonly provider: string | null;
  readonly model: string | null;
}

/**
 * What is stored with a call that a row has priced. Where the call's own names lead to a bundled row, the list alone says
 * which one it was: forty bytes in each model call would repeat them.
 *
 * @param isByOwnNames Whether the row was found by the provider and model that stand in the span's row.
 */
export function storedPriceId(row: PriceRow, isByOwnNames: boolean): string {
  return isByOwnNames && row.source !== "project" ? listOf(row.id) : row.id;
}

/**
 * The bundled row behind a stored id (`list@version`, or `list@version/provider/model`), with the prices that held at a time.
 * Undefined where this version of the list has no such row: a later one may have changed its prices.
 */
export function findPriceRow(storedId: string, at: Date, called: CalledModel): PriceRow | undefined {
  const [list = "", ...names] = storedId.split("/");
  const [provider, ...model] = names.length === 0 ? [called.provider ?? undefined, called.model ?? ""] : names;
  const find = list.startsWith("plumbline@") ? findQwenPrice : findBundledPrice;
  const row = find(provider, model.join("/"))?.(at);
  return row !== undefined && (row.id === storedId || (names.length === 0 && listOf(row.id) === list))
    ? row
    : undefined;
}

function listOf(rowId: string): string {
  return rowId.slice(0, rowId.indexOf("/"));
}
