/** A copy of a JSON value in which no text is longer than `charsMax`; what was cut off is counted at its end. */
export function cutTexts<Value>(value: Value, charsMax: number): Value {
  return cut(value, charsMax) as Value;
}

function cut(value: unknown, charsMax: number): unknown {
  if (typeof value === "string") return cutText(value, charsMax);
  if (Array.isArray(value)) return value.map((item) => cut(item, charsMax));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item, charsMax)]));
}

function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const code = text.charCodeAt(charsMax - 1);
  // Never between the halves of a character beyond the basic plane.
  const end = code >= 0xd800 && code <= 0xdbff ? charsMax - 1 : charsMax;
  return `${text.slice(0, end)} … and ${(text.length - end).toLocaleString("en")} more characters`;
}
