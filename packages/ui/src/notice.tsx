import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

const icons = { info: "info", warn: "alert", error: "alert" } as const satisfies Record<string, IconName>;

/** What happened, what was kept, what to do. Errors are announced at once. */
export function Notice({
  tone = "info",
  title,
  className,
  children,
}: {
  readonly tone?: "info" | "warn" | "error";
  readonly title?: ReactNode;
  readonly className?: string;
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
    </div>
  );
}
