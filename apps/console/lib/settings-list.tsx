import { Notice } from "@plumbline/ui/notice";
import type { ReactNode } from "react";
import styles from "./settings-list.module.css";

/** A page of the settings that lists what was made: what it is for, what can be made, the table, its end. */
export function SettingsList({
  lead,
  action,
  failure,
  columns,
  empty,
  foot,
  children,
}: {
  readonly lead: ReactNode;
  /** The button that makes a new one. */
  readonly action?: ReactNode;
  /** Why the list could not be read. */
  readonly failure: { readonly title: string; readonly message: string } | undefined;
  /** Heads of the columns; one without a head, for the actions, follows them. */
  readonly columns: readonly string[];
  /** Stands in place of the table where there is nothing to list. */
  readonly empty?: ReactNode;
  readonly foot?: ReactNode;
  /** The rows. */
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.page}>
      <header className={styles.head}>
        <p className="pl-soft">{lead}</p>
        {action}
      </header>
      {failure === undefined ? null : (
        <Notice tone="error" title={failure.title}>
          {failure.message}
        </Notice>
      )}
      {empty ?? (
        <div className="pl-scroll">
          <table className={`pl-table ${styles.table}`}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
                <th>
                  <span className="pl-hidden-text">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </div>
      )}
      {foot === undefined || foot === null ? null : <div>{foot}</div>}
    </section>
  );
}
