import { completeAt } from "@plumbline/query/complete";
import { suggestionsOf, withSuggestion } from "./suggest";

/** What can stand at the caret and how it is taken. Most visits never type a query: loaded by `useSuggestionTools`. */
export const suggestionTools = { completeAt, suggestionsOf, withSuggestion };
export type SuggestionTools = typeof suggestionTools;
