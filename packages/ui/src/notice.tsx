import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { IconButton } from "./icon-button";

const icons = { info: "info", warn: "alert", error: "alert" } as const satisfies Record<string, IconName>;

/** What happened, what was kept, what to do. Errors are announced at once. */
export function Notice({
  tone = "info",
  title,
  className,
  onDismiss,
  children,
}: {
  readonly tone?: "info" | "warn" | "error";
  readonly title?: ReactNode;
  readonly className?: string;
  /** Adds a button that takes the notice away. */
  readonly onDismiss?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <div
      className={clsx("pl-notice", className)}
      data-tone={tone === "info" ? undefined : tone}
      role={tone === "error" ? "alert" : "status"}
    >
      <Icon name={icons[tone]} size="small" />
      <div>
        {title === undefined ? null : <strong>{title}</strong>}
        {children}
      </div>
      {onDismiss === undefined ? null : (
        <IconButton look="bare" icon="close" label="Dismiss" className="pl-notice-dismiss" onClick={onDismiss} />
      )}
    </div>
  );
}
