import { PlumbMark } from "@plumbline/ui/plumb-mark";
import type { ReactNode } from "react";
import styles from "./gate.module.css";

/** The frame of everything that a link shows before its trace. The line hangs grey where there is nothing to open. */
export function GateFrame(props: { readonly isOff?: boolean; readonly foot: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={styles.gate}>
      <header className={styles.head}>
        <PlumbMark />
        Plumbline
      </header>
      <main className={styles.main} data-off={props.isOff === true ? "" : undefined}>
        {props.children}
      </main>
      <footer className={styles.foot}>{props.foot}</footer>
    </div>
  );
}
