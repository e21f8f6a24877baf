import type { PriceLookup, PriceRow, UnitPrices } from "./price-row";

/** A price that a project sets for itself; it goes before every bundled one. */
export interface ProjectPrice {
  readonly id: string;
  /** A model name; `*` stands for any letters. Compared without case, with the whole name. */
  readonly modelPattern: string;
  /** Null: of any provider. */
  readonly provider: string | null;
  readonly currency: string;
  readonly usdRate: number;
  readonly prices: UnitPrices;
  /** Calls that began before have another price. */
  readonly validFrom: Date;
}

interface Candidate {
  readonly row: PriceRow;
  readonly price: ProjectPrice;
}

/** Whether the pattern names the model. */
export function matchesModel(pattern: string, model: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const name = model.toLowerCase();
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return name === first;
  const last = rest.pop() ?? "";
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/**
 * The project's price of a model. Of several rows that match at a time, the one that names a provider goes before one for any,
 * then the longer pattern, then the later `validFrom`. Undefined where none matches at any time; the lookup answers undefined
 * for times before the first.
 */
export function findProjectPrice(
  prices: readonly ProjectPrice[],
  provider: string | undefined,
  model: string,
): ((at: Date) => PriceRow | undefined) | undefined {
  const candidates: Candidate[] = prices
    .filter((price) => price.provider === null || price.provider === provider)
    .filter((price) => matchesModel(price.modelPattern, model))
    .sort(byPrecedence)
    .map((price) => ({ price, row: projectPriceRow(price) }));
  if (candidates.length === 0) return undefined;
  return (at) => candidates.find(({ price }) => price.validFrom <= at)?.row;
}

export function projectPriceRow({ id, currency, usdRate, prices }: ProjectPrice): PriceRow {
  return { id: `project/${id}`, source: "project", currency, usdRate, prices };
}

function byPrecedence(a: ProjectPrice, b: ProjectPrice): number {
  if ((a.provider === null) !== (b.provider === null)) return a.provider === null ? 1 : -1;
  const [lengthA, lengthB] = [a.modelPattern.replaceAll("*", "").length, b.modelPattern.replaceAll("*", "").length];
  if (lengthA !== lengthB) return lengthB - lengthA;
  const later = b.validFrom.getTime() - a.validFrom.getTime();
  if (later !== 0) return later;
  return a.id < b.id ? -1 : 1;
}

/** A bundled price behind the project's own. */
export function withFallback(
  own: ((at: Date) => PriceRow | undefined) | undefined,
  bundled: PriceLookup | undefined,
): ((at: Date) => PriceRow | undefined) | undefined {
  if (own === undefined) return bundled;
  return (at) => own(at) ?? bundled?.(at);
}
