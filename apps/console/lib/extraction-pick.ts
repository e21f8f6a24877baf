import type { ExtractionField, ExtractionRule } from "@plumbline/span/extraction/types";

/**
 * Values picked in the trace page wait here for the evaluation form, which may not be open yet. The trace page writes, the
 * form reads; neither knows the other. Kept per browser tab.
 */
export type ExtractionPicks = { readonly [Field in ExtractionField]?: ExtractionRule };

const storageKey = "plumbline.pick";
const pickEventName = "plumbline:pick";

export interface PickEvent {
  readonly field: ExtractionField;
  readonly rule: ExtractionRule;
}

/** Keeps the newest pick of each field and tells a form that is open. */
export function writePick(field: ExtractionField, rule: ExtractionRule): void {
  sessionStorage.setItem(storageKey, JSON.stringify({ ...readPicks(), [field]: rule }));
  window.dispatchEvent(new CustomEvent<PickEvent>(pickEventName, { detail: { field, rule } }));
}

/** What was picked in this tab and not taken yet. */
function readPicks(): ExtractionPicks {
  const text = sessionStorage.getItem(storageKey);
  // Only writePick writes this key; text that another program put there is dropped.
  try {
    const picks: unknown = text === null ? {} : JSON.parse(text);
    return typeof picks === "object" && picks !== null ? (picks as ExtractionPicks) : {};
  } catch {
    return {};
  }
}

/** Hands the picks over to the form; they are given once. */
export function takePicks(): ExtractionPicks {
  const picks = readPicks();
  sessionStorage.removeItem(storageKey);
  return picks;
}

/** Calls back on each pick until the returned function is called. */
export function watchPicks(onPick: (pick: PickEvent) => void): () => void {
  const listen = (event: Event) => onPick((event as CustomEvent<PickEvent>).detail);
  window.addEventListener(pickEventName, listen);
  return () => window.removeEventListener(pickEventName, listen);
}
