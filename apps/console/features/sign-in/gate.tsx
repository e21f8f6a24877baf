import { PlumbMark } from "@plumbline/ui/plumb-mark";
import type { ReactNode } from "react";

/** The page before the door. `isOff` greys the line: nothing can be done here. */
export function Gate({
  title,
  lead,
  footer,
  isOff = false,
  children,
}: {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly footer?: ReactNode;
  readonly isOff?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="gate">
      <header>
        <PlumbMark />
        Plumbline
      </header>
      <main data-off={isOff ? "" : undefined}>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="gate-lead">{lead}</p>}
        {children}
      </main>
      <footer>{footer}</footer>
    </div>
  );
}
