"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { typingPlaces } from "./early-input";
import { EarlyKeys } from "./early-keys";

export interface Shortcut {
  /** `event.key`, lower case: "j", "/", "enter", "escape", "?". */
  readonly key: string;
  /** With ⌘ or Ctrl: it works inside of fields too. */
  readonly isCommand?: boolean;
  /** How the key is written in the list; the key itself, in capitals, when left out. */
  readonly sign?: string;
  /** What it does, as a verb. */
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

type Register = (id: symbol, group: ShortcutGroup) => () => void;

const RegisterContext = createContext<Register>(() => () => {});
const GroupsContext = createContext<readonly ShortcutGroup[]>([]);

/**
 * One listener for the single keys of whatever is on the page. They never fire inside a field, a menu or a panel, nor with a
 * modifier; commands fire everywhere. The group that came last wins, so that a panel can take over a page's key. What was
 * pressed before the page ran is done as soon as a group knows it.
 */
export function ShortcutProvider({ children }: { readonly children: ReactNode }) {
  const [groups, setGroups] = useState<readonly ShortcutGroup[]>([]);
  const live = useRef(new Map<symbol, ShortcutGroup>());
  const [early] = useState(
    () =>
      new EarlyKeys((event) => {
        const shortcut = findShortcut(live.current, event);
        return shortcut === undefined ? undefined : () => shortcut.run(event);
      }),
  );
  const [register] = useState<Register>(() => (id: symbol, group: ShortcutGroup) => {
    live.current.set(id, group);
    setGroups([...live.current.values()]);
    early.run();
    return () => {
      live.current.delete(id);
      setGroups([...live.current.values()]);
    };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || (hasCommandKey(event) && event.shiftKey)) return;
      if (!hasCommandKey(event) && keepsKey(event.target, event.key)) return;
      const shortcut = findShortcut(live.current, event);
      if (shortcut === undefined) return;
      event.preventDefault();
      if (!early.takesTurn(event)) shortcut.run(event);
    };
    window.addEventListener("keydown", listen);
    early.take();
    return () => window.removeEventListener("keydown", listen);
  }, [early]);
  return (
    <RegisterContext.Provider value={register}>
      <GroupsContext.Provider value={groups}>{children}</GroupsContext.Provider>
    </RegisterContext.Provider>
  );
}

function hasCommandKey(event: KeyboardEvent): boolean {
  return event.metaKey || event.ctrlKey;
}

function findShortcut(groups: ReadonlyMap<symbol, ShortcutGroup>, event: KeyboardEvent): Shortcut | undefined {
  const key = event.key.toLowerCase();
  for (const group of [...groups.values()].reverse()) {
    const shortcut = group.shortcuts.find(
      (candidate) => candidate.key === key && (candidate.isCommand ?? false) === hasCommandKey(event),
    );
    if (shortcut !== undefined) return shortcut;
  }
  return undefined;
}

function keepsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(typingPlaces) !== null) return true;
  // Escape goes one step back: an open panel closes first, wherever the focus is.
  if (key === "Escape" && document.querySelector("[role=dialog]") !== null) return true;
  // Enter and Space belong to the button or link that has the focus.
  return (key === "Enter" || key === " ") && target.closest("a, button, summary") !== null;
}

/** Adds keys while the component is mounted; they appear in the list that `?` opens. Keys and labels must not change. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const register = useContext(RegisterContext);
  const [id] = useState(() => Symbol(title));
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const shared = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: (event: KeyboardEvent) => latest.current[index]?.run(event),
    }));
    return register(id, { title, shortcuts: shared });
  }, [register, id, title]);
}

export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useContext(GroupsContext);
}
