import { jsonrepair } from "jsonrepair";

/**
 * Mends quotes, commas, comments and newlines of JSON that a model wrote by hand. Undefined where that cannot be done or
 * where something would have to be completed: a reply that was cut off stays cut off.
 */
export function mendJson(text: string): string | undefined {
  const plain = withPlainPunctuation(text);
  if (endsInString(plain)) return undefined;
  try {
    const mended = jsonrepair(plain);
    return closers(mended) > closers(plain) ? undefined : mended;
  } catch {
    return undefined;
  }
}

/** Full-width colons, commas and braces where JSON has its own; those inside a text stay. */
function withPlainPunctuation(text: string): string {
  return text
    .replace(/^\s*｛/, "{")
    .replace(/｝\s*$/, "}")
    .replace(/(["'”’])\s*：\s*(?=["'“‘[{\d])/g, "$1:")
    .replace(/(["'”’\]}\d])\s*，\s*(?=["'“‘{])/g, "$1,");
}

/** The last value that begins with a quote has no closing one. */
function endsInString(text: string): boolean {
  const last = [...text.matchAll(/[:：]\s*(["'“‘])/g)].at(-1);
  if (last === undefined) return false;
  const rest = text.slice(last.index + last[0].length);
  return !/["'”’]/.test(rest);
}

function closers(text: string): number {
  return text.match(/[}\]]/g)?.length ?? 0;
}
