"use client";

import { useSyncExternalStore } from "react";

interface Toast {
  readonly id: number;
  readonly text: string;
}

const shownMs = 5_000;
let shown: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const nothing: readonly Toast[] = [];

function set(next: readonly Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says for a moment that something was done whose effect is not to be seen on the page. */
export function showToast(text: string): void {
  const id = nextId;
  nextId += 1;
  set([...shown.filter((toast) => toast.text !== text), { id, text }]);
  setTimeout(() => set(shown.filter((toast) => toast.id !== id)), shownMs);
}

/** Where toasts appear; one per page. It is there before the first one, because screen readers watch it for changes only. */
export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
    () => nothing,
  );
  return (
    <div className="toasts" role="status" aria-label="Messages">
      {toasts.map(({ id, text }) => (
        <p key={id} className="toast">
          {text}
        </p>
      ))}
    </div>
  );
}
