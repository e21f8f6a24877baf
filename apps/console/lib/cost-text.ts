/**
 * Four decimals below 1, two above; what is not nothing never shows as 0. Null is "no price", never 0. Prices are counted in
 * US dollars; another currency is written out.
 */
export function formatCost(cost: number | null, currency = "USD"): string {
  if (cost === null) return "no price";
  const withCurrency = (figure: string) => (currency === "USD" ? `$${figure}` : `${figure} ${currency}`);
  if (cost > 0 && cost < 0.00005) return `< ${withCurrency("0.0001")}`;
  return withCurrency(cost.toFixed(Math.abs(cost) < 1 ? 4 : 2));
}
