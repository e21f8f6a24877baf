const backslash = 0x5c;
const controls: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const plain = new Map(Object.entries(controls).map(([letter, text]) => [letter.charCodeAt(0), text.charCodeAt(0)]));

/**
 * The bytes of a JSON text with its escapes resolved, wherever they stand; undefined where it has none. The result is no JSON any
 * more: it is read for words only.
 */
export function unescapeJson(text: Buffer): Buffer | undefined {
  let from = text.indexOf(backslash);
  if (from === -1) return undefined;
  // Escapes are never shorter than what they stand for.
  const result = Buffer.allocUnsafe(text.length);
  let length = 0;
  let copied = 0;
  while (from !== -1 && from + 1 < text.length) {
    length += text.copy(result, length, copied, from);
    const letter = text[from + 1] as number;
    const unicode = letter === 0x75 ? codeUnits(text, from) : "";
    if (unicode === "") {
      result[length++] = plain.get(letter) ?? letter;
      copied = from + 2;
    } else {
      length += result.write(unicode, length);
      copied = from + unicode.length * 6;
    }
    from = text.indexOf(backslash, copied);
  }
  // A backslash at the very end stands for nothing.
  const end = from === -1 ? text.length : from;
  length += text.copy(result, length, copied, end);
  return result.subarray(0, length);
}

/** The characters of a run of `\uXXXX`: two of them may make one character. */
function codeUnits(text: Buffer, start: number): string {
  let units = "";
  for (let at = start; text[at] === backslash && text[at + 1] === 0x75; at += 6) {
    const hex = text.toString("latin1", at + 2, at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) break;
    units += String.fromCharCode(Number.parseInt(hex, 16));
  }
  return units;
}
