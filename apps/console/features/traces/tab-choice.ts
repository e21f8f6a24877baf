import type { Suggestion } from "./suggest";

/**
 * Index of what Tab takes. Enter may be set on searching for what was typed; Tab completes it, so that the first field that
 * begins with it comes before.
 */
export function tabChoice(suggestions: readonly Suggestion[], active: number, typed: string): number {
  if (suggestions[active]?.kind !== "text") return active;
  const field = suggestions.findIndex(({ kind, text }) => kind === "field" && text.startsWith(typed.toLowerCase()));
  return field < 0 ? active : field;
}
