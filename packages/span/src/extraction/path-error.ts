import type { PathError } from "./types";

export function badBracket(position: number, inner: string): PathError {
  const length = Math.max(inner.length, 1);
  const expected = "a number, or a name in quotes";
  if (/^-\d+$/.test(inner)) return negativeIndex(position, length);
  if (inner === "") return error(position, length, expected, "The brackets are empty.");
  if (/^0\d+$/.test(inner))
    return error(
      position,
      length,
      expected,
      `An index has no leading zero. For a key named ${inner}, write ['${inner}'].`,
    );
  if (/^\d+$/.test(inner)) return error(position, length, "a number below 1,000,000,000", "This index is too large.");
  if (inner.startsWith("?") || inner.startsWith("("))
    return error(position, length, expected, "Filters and scripts are not supported.");
  if (inner.includes(":")) return error(position, length, expected, "Slices are not supported. Use [n] for one item.");
  if (inner.includes(",")) return error(position, length, expected, "Only one item can be named in a bracket.");
  return error(position, length, expected, `A name in brackets is quoted: ['${inner}'].`);
}

export function negativeIndex(position: number, length: number): PathError {
  return error(
    position,
    length,
    "a number from 0",
    'Negative indices are not supported. Count from the start, [0] is the first; for the last of several spans set "last".',
  );
}

export function error(position: number, length: number, expected: string, message: string): PathError {
  return { position, length, expected, message };
}
