import { type RefObject, useEffect, useRef } from "react";
import { type EvaluationDraft, problemsOf } from "./evaluation-draft";

/** Name of the field, as the API calls it, at which filling in starts: the first that still needs something, else the first. */
export function firstFieldOf(draft: EvaluationDraft): string {
  const [missing] = problemsOf(draft, true).keys();
  return missing ?? "metrics";
}

/**
 * Once the panel is filled in, the focus goes to the field where there is something to do (`data-field` names it). Somebody
 * who has moved on inside the panel meanwhile is left where they are.
 */
export function useFirstFocus(panel: RefObject<HTMLElement | null>, draft: EvaluationDraft | undefined): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (draft === undefined || isDone.current || panel.current === null) return;
    isDone.current = true;
    const dialog = panel.current.closest("[role=dialog]");
    const { activeElement } = document;
    if (activeElement !== dialog && dialog?.contains(activeElement)) return;
    const field = panel.current.querySelector(`[data-field="${CSS.escape(firstFieldOf(draft))}"]`);
    const control = field?.matches("input") ? field : field?.querySelector("input:enabled, button:enabled");
    if (control instanceof HTMLElement) control.focus();
  }, [panel, draft]);
}
