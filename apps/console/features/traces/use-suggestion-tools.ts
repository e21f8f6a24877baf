"use client";

import { useState } from "react";
import type { SuggestionTools } from "./suggestion-tools";

let loaded: SuggestionTools | undefined;

/** The tools once `load` has brought them, for every field of the page; undefined until then. */
export function useSuggestionTools(): readonly [SuggestionTools | undefined, load: () => void] {
  const [tools, setTools] = useState(loaded);
  const load = () => {
    if (tools !== undefined) return;
    import("./suggestion-tools").then(
      (module) => {
        loaded = module.suggestionTools;
        setTools(loaded);
      },
      // A clause can be written without suggestions; the next letter asks for them again.
      () => {},
    );
  };
  return [tools, load];
}
