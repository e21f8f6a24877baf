export type ArrayElement = string | number | boolean | null;

/**
 * A one-dimensional array as PostgreSQL reads it. pg makes the same of an array, but looks at every element three times; and
 * unnest would flatten an array of arrays, so inner arrays travel as text.
 */
export function arrayLiteral(values: readonly ArrayElement[]): string {
  return `{${values.map(elementLiteral).join(",")}}`;
}

function elementLiteral(value: ArrayElement): string {
  if (value === null) return "NULL";
  if (typeof value !== "string") return String(value);
  return `"${needsEscape.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
}

const needsEscape = /["\\]/;
