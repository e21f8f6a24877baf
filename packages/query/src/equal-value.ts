import type { JsonValue } from "@plumbline/base/json";
import { readNumber } from "./quantity";
import type { Value } from "./query";

/** The number of an attribute that is compared with a number: instrumentation writes `"5"` as often as `5`. */
export function numberOf(stored: JsonValue): number | undefined {
  if (typeof stored === "number") return stored;
  return typeof stored === "string" ? readNumber(stored) : undefined;
}

/**
 * Whether the value of an attribute equals the one of a query, whose type decides: a number equals text that spells it, true and
 * false text that says so, text only the same text. Lists and objects equal nothing; a path with `[*]` speaks of their items.
 */
export function equalsValue(stored: JsonValue, wanted: Value): boolean {
  if (typeof wanted === "number") return numberOf(stored) === wanted;
  if (typeof wanted === "string") return stored === wanted;
  return stored === wanted || (typeof stored === "string" && stored.toLowerCase() === String(wanted));
}

/**
 * A text that is the same for any two values that `equalsValue` finds equal, so that an index can be asked; undefined for what equals
 * nothing. The reverse does not hold.
 */
export function equalityKey(value: JsonValue): string | undefined {
  if (value === null || typeof value === "object") return undefined;
  if (typeof value !== "string") return String(value === 0 ? 0 : value);
  const number = readNumber(value);
  if (number !== undefined) return String(number);
  return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
}
