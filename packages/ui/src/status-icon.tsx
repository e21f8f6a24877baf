import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { IconSize } from "./icon";

/**
 * "error" was raised here; "broken" was broken by a child, so that the eye lands on the origin; "unset": the sender said
 * neither that it went well nor that it failed.
 */
export type StatusName = "ok" | "error" | "broken" | "running" | "incomplete" | "unset";

const drawings: Record<StatusName, { readonly label: string; readonly drawing: ReactNode }> = {
  ok: { label: "ok", drawing: <path d="m3.6 8.4 2.9 2.9 6-6.6" /> },
  error: {
    label: "error",
    drawing: (
      <>
        <path className="pl-fill" d="M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2Z" />
        <path className="pl-knock" d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6" />
      </>
    ),
  },
  broken: {
    label: "broken by a child",
    drawing: (
      <>
        <path d="M5.4 2.3h5.2l3.1 3.1v5.2l-3.1 3.1H5.4l-3.1-3.1V5.4Z" />
        <path d="m6 6 4 4M10 6l-4 4" />
      </>
    ),
  },
  running: {
    label: "running",
    drawing: (
      <>
        <circle cx="8" cy="8" r="5.6" />
        <path className="pl-fill" d="M8 4.4a3.6 3.6 0 0 1 0 7.2Z" />
      </>
    ),
  },
  incomplete: {
    label: "incomplete",
    drawing: <circle cx="8" cy="8" r="5.6" strokeDasharray="2.6 2.2" />,
  },
  unset: { label: "unset", drawing: <path d="M4 8h8" /> },
};

export function StatusIcon({
  status,
  size = "normal",
  className,
}: {
  readonly status: StatusName;
  readonly size?: IconSize;
  readonly className?: string;
}) {
  const { label, drawing } = drawings[status];
  return (
    <svg
      viewBox="0 0 16 16"
      className={clsx("pl-icon pl-status", className)}
      data-status={status}
      data-size={size === "normal" ? undefined : size}
      role="img"
      aria-label={label}
    >
      {drawing}
    </svg>
  );
}
