"use client";

import { Dialog } from "@plumbline/ui/dialog";
import { Kbd } from "@plumbline/ui/kbd";
import { useShortcutGroups } from "~/lib/shortcuts";

/** The keys of the page that is open, as their owners registered them. */
export function ShortcutSheet({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const groups = useShortcutGroups();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} label="Keyboard shortcuts">
      <header className="pl-drawer-head">
        <h2 className="pl-title">Keyboard shortcuts</h2>
      </header>
      <div className="shortcut-list">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="pl-label">{group.title}</h3>
            <ul>
              {group.shortcuts.map((shortcut) => (
                <li key={shortcut.key}>
                  <span>{shortcut.label}</span>
                  <Kbd>{shortcut.sign ?? shortcut.key.toUpperCase()}</Kbd>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
