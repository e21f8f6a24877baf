import { parseTraceId } from "@plumbline/base/ids";

export interface NoTraceId {
  /** A finished sentence: what is wrong with the id. */
  readonly sentence: string;
  /** What may be the beginning of an id, to be looked for in the list. */
  readonly beginning: string | undefined;
}

const shownCharsMax = 40;

/** What an address holds that is no trace id, which can therefore never arrive; undefined for an id. */
export function noTraceId(text: string): NoTraceId | undefined {
  if (parseTraceId(text) !== undefined) return undefined;
  const hex = text.replaceAll("-", "").toLowerCase();
  return {
    sentence: `“${text.slice(0, shownCharsMax)}” is no trace id: it has 32 hex digits, which are not all 0.`,
    beginning: /^[0-9a-f]{4,31}$/.test(hex) ? hex : undefined,
  };
}
