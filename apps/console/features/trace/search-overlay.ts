/**
 * The query string with changes that are on their way to it. A held arrow key changes the selected span thirty times a second;
 * browsers refuse that many history entries (Safari throws at 100 in 30 s), and the router hears of each. So a change is seen
 * here at once and written to the address when it settles.
 */

const settleMs = 200;

let pending = new Map<string, string | null>();
let pendingPath = "";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** The query string as it is, or will be in a moment; without "?". */
export function readSearch(): string {
  if (pending.size === 0 || pendingPath !== window.location.pathname) return window.location.search.slice(1);
  return merged().toString();
}

/** Changes parameters of the present page; null or "" removes one. */
export function changeSearch(parts: Readonly<Record<string, string | null | undefined>>): void {
  // What was meant for a page that is left already is dropped.
  if (pendingPath !== window.location.pathname) pending = new Map();
  pendingPath = window.location.pathname;
  for (const [key, value] of Object.entries(parts)) if (value !== undefined) pending.set(key, value);
  clearTimeout(timer);
  timer = setTimeout(settle, settleMs);
  for (const listener of listeners) listener();
}

export function watchSearch(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

function settle(): void {
  if (pendingPath === window.location.pathname) {
    const text = merged().toString();
    const url = text === "" ? pendingPath : `${pendingPath}?${text}`;
    // Without a state of ours, so that the router notices and keeps the new address.
    if (url !== pendingPath + window.location.search) window.history.replaceState(null, "", url);
  }
  pending = new Map();
}

function merged(): URLSearchParams {
  const parameters = new URLSearchParams(window.location.search);
  for (const [key, value] of pending) {
    if (value === null || value === "") parameters.delete(key);
    else parameters.set(key, value);
  }
  return parameters;
}
