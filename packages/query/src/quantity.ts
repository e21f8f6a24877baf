/**
 * Numbers as people write them: with a unit, a suffix, a sign of money or percent. Each pair reads and writes; reading what was
 * written gives the same number to the last bit.
 */

/** Milliseconds. Longest first, so that of two equally short texts the larger unit wins. */
const units: readonly (readonly [unit: string, ms: number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
  ["us", 0.001],
];

const unsigned = String.raw`(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)`;
const durationText = new RegExp(`^${unsigned}(h|m|s|ms|us|µs|μs)$`, "i");
const countText = new RegExp(`^${unsigned}([km]?)$`, "i");
const costText = new RegExp(`^\\$?${unsigned}$`, "i");
const scoreText = new RegExp(`^${unsigned}(%?)$`, "i");
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** `1.5s` is 1500. Undefined without a unit, or for what is no number. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = durationText.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  // "1M" is a minute, as "1S" is a second: no unit of time is told apart by case.
  const name = unit.toLowerCase().replace(/[µμ]/u, "u");
  const ms = units.find(([known]) => known === name)?.[1];
  return ms === undefined ? undefined : finite(multiply(Number(amount), ms));
}

/** The shortest text that means exactly this, with an amount of 1 or more: `500ms`, not `0.5s`. */
export function writeDuration(ms: number): string {
  let best = `${ms}ms`;
  for (const [unit, factor] of units) {
    const amount = divide(ms, factor);
    const text = `${amount}${unit}`;
    const isShorter = text.length < best.length || (best.startsWith("0.") && amount >= 1);
    if (amount >= 1 && isShorter && readDuration(text) === ms) best = text;
  }
  return best;
}

/** `10k` is 10000, `1.5M` 1500000; whole numbers only. */
export function readCount(text: string): number | undefined {
  const [, amount, suffix] = countText.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const factor = suffix === "" ? 1 : suffix === "k" || suffix === "K" ? 1_000 : 1_000_000;
  const count = multiply(Number(amount), factor);
  return Number.isSafeInteger(count) ? count : undefined;
}

export function writeCount(count: number): string {
  const candidates = [String(count), `${divide(count, 1_000)}k`, `${divide(count, 1_000_000)}M`];
  const exact = candidates.filter((text, index) => index === 0 || readCount(text) === count);
  return exact.reduce((best, text) => (text.length < best.length ? text : best));
}

/** `$0.05` and `0.05`. */
export function readCost(text: string): number | undefined {
  const amount = costText.exec(text)?.[1];
  return amount === undefined ? undefined : finite(Number(amount));
}

/** `0.5` and `50%`. Not bounded: the caller says what is wrong with 50. */
export function readScore(text: string): number | undefined {
  const [, amount, percent] = scoreText.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return finite(percent === "%" ? Number(amount) / 100 : Number(amount));
}

/**
 * The number that a text spells as JSON does: `5`, `-0.5`, `1e3`; not `05`, `5s`, or an integer that loses digits. A text in an
 * attribute counts as a number where the query's value is one, and that is this function's word.
 */
export function readNumber(text: string): number | undefined {
  if (!jsonNumber.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text))) {
    return undefined;
  }
  return number === 0 ? 0 : number;
}

/** Text that `readNumber` reads as this number. */
export function writeNumber(number: number): string {
  return String(number === 0 ? 0 : number).replace(/^(-?\d{16,})$/, (digits) =>
    Number.isSafeInteger(number) ? digits : number.toExponential(),
  );
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

/** 1.005 M is 1005000 and not 1004999.9999999999: what a decimal says holds in 15 digits. */
function multiply(amount: number, factor: number): number {
  return factor === 1 ? amount : Number((amount * factor).toPrecision(15));
}

function divide(amount: number, factor: number): number {
  return factor === 1 ? amount : Number((amount / factor).toPrecision(15));
}
