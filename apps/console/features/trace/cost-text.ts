/** Four decimals below 1, two above. Prices are counted in US dollars; another currency is written out. */
export function formatCost(cost: number, currency = "USD"): string {
  const figure = cost.toFixed(Math.abs(cost) < 1 ? 4 : 2);
  return currency === "USD" ? `$${figure}` : `${figure} ${currency}`;
}
