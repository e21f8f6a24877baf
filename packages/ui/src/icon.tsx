import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Stroke icons on a 16 by 16 grid. One file, so that a new icon is drawn beside those it must agree with. */
const drawings = {
  alert: <path d="M8 2.4 14.4 13.4H1.6ZM8 6.4v3.2M8 11.5v.1" />,
  apps: <path d="M8 2.2 13.8 5 8 7.8 2.2 5ZM2.2 8 8 10.8 13.8 8M2.2 11 8 13.8l5.8-2.8" />,
  back: <path d="M13 8H3M6.8 4 2.8 8l4 4" />,
  bookmark: <path d="M4 2.4h8v11.2l-4-3-4 3Z" />,
  brace: (
    <path d="M6 2.6c-2 0-1.6 1.6-1.6 3S3.6 8 2.6 8c1 0 1.8 1 1.8 2.4s-.4 3 1.6 3M10 2.6c2 0 1.6 1.6 1.6 3s.8 2.4 1.8 2.4c-1 0-1.8 1-1.8 2.4s.4 3-1.6 3" />
  ),
  calendar: (
    <>
      <rect x="2.4" y="3.4" width="11.2" height="10.2" rx="1" />
      <path d="M2.4 6.6h11.2M5.4 2v2.6M10.6 2v2.6" />
    </>
  ),
  chart: <path d="M2.4 2.4v11.2h11.2M5 10.4l2.6-3.4 2.4 1.8 3-4.4" />,
  check: <path d="m3.2 8.4 3.2 3.2 6.4-7" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.8V8l2.2 1.5" />
    </>
  ),
  clone: (
    <>
      <rect x="2.6" y="2.6" width="7.8" height="7.8" rx="1" />
      <path d="M12.2 6v6.2H6M7.9 4.9v3.2M6.3 6.5h3.2" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  collapse: <path d="m4.2 3 3.8 3.4L11.8 3M4.2 13 8 9.6l3.8 3.4" />,
  columns: (
    <>
      <rect x="2.4" y="3" width="11.2" height="10" rx="1" />
      <path d="M6.2 3v10M9.8 3v10" />
    </>
  ),
  compare: <path d="M8 1.8v12.4M2.2 4.6h3.4v6.8H2.2ZM10.4 4.6h3.4v6.8h-3.4Z" />,
  copy: (
    <>
      <rect x="5.6" y="5.6" width="7.8" height="7.8" rx="1" />
      <path d="M10.4 5.6V2.6H2.6v7.8h3" />
    </>
  ),
  "dock-bottom": (
    <>
      <rect x="2.4" y="2.8" width="11.2" height="10.4" rx="1" />
      <path d="M2.4 9h11.2" />
    </>
  ),
  "dock-right": (
    <>
      <rect x="2.4" y="2.8" width="11.2" height="10.4" rx="1" />
      <path d="M9 2.8v10.4" />
    </>
  ),
  dots: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  down: <path d="m4 6.2 4 4 4-4" />,
  download: <path d="M8 2.4v7.2M5.2 7 8 9.7 10.8 7M3 12.8h10" />,
  edit: <path d="M10.6 3.2 12.8 5.4 5.6 12.6l-2.8.6.6-2.8Z" />,
  evaluation: (
    <path d="M8 2.3v11.2M5 13.5h6M3 4.8h10M3.2 4.8 1.7 9a1.9 1.9 0 0 0 3.4 0ZM12.8 4.8 11 9a1.9 1.9 0 0 0 3.4 0Z" />
  ),
  expand: <path d="m4.2 6.2 3.8-3.4 3.8 3.4M4.2 9.8 8 13.2l3.8-3.4" />,
  external: <path d="M6.6 3.4H3v9.6h9.6V9.4M9.4 2.6h4v4M13.2 2.8 7.6 8.4" />,
  eye: (
    <>
      <path d="M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8Z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  "eye-off": <path d="M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8ZM3 13 13 3" />,
  filter: <path d="M2 4h12M4.4 8h7.2M6.6 12h2.8" />,
  fit: <path d="M2.8 6V2.8H6M10 2.8h3.2V6M13.2 10v3.2H10M6 13.2H2.8V10" />,
  flame: <path d="M2 12.5h12M2 9.3h9M2 6.1h5.5M2 2.9h3" />,
  graph: (
    <>
      <circle cx="3.8" cy="8" r="1.8" />
      <circle cx="12.2" cy="3.8" r="1.8" />
      <circle cx="12.2" cy="12.2" r="1.8" />
      <path d="M5.4 7.2l5.2-2.6M5.4 8.8l5.2 2.6" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.8.6-.8 1.1M8 11.2v.1" />
    </>
  ),
  hourglass: <path d="M4 2.4h8M4 13.6h8M5 2.4c0 3 6 4 6 5.6s-6 2.6-6 5.6M11 2.4c0 3-6 4-6 5.6s6 2.6 6 5.6" />,
  info: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 7.4v3.4M8 5.1v.1" />
    </>
  ),
  key: (
    <>
      <circle cx="5" cy="11" r="2.6" />
      <path d="m6.9 9.1 6.3-6.3M10.4 5.6l2 2M12.2 3.8l1.4 1.4" />
    </>
  ),
  link: (
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 1 0-3.7-3.7L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 1 0 3.7 3.7L8 11.7" />
  ),
  list: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.4 4h.01M2.4 8h.01M2.4 12h.01" />,
  lock: (
    <>
      <rect x="3.4" y="7" width="9.2" height="6.6" rx="1" />
      <path d="M5.4 7V5a2.6 2.6 0 0 1 5.2 0v2" />
    </>
  ),
  overview: <path d="M2.5 13.5V9.5M6.2 13.5V5.5M9.8 13.5v-6M13.5 13.5v-11" />,
  minus: <path d="M3 8h10" />,
  path: (
    <>
      <circle cx="3.4" cy="12.6" r="1.4" />
      <circle cx="12.6" cy="3.4" r="1.4" />
      <path d="M4.8 12.6H8V8h4.6V4.8" />
    </>
  ),
  pause: <path d="M5.6 3.6v8.8M10.4 3.6v8.8" />,
  pick: (
    <>
      <circle cx="8" cy="8" r="4" />
      <path d="M8 1.6v3.2M8 11.2v3.2M1.6 8h3.2M11.2 8h3.2" />
    </>
  ),
  play: <path d="M5 3.4v9.2L12.4 8Z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  refresh: <path d="M13.2 6.2A5.6 5.6 0 1 0 13.4 10M13.6 2.6v3.6H10" />,
  right: <path d="m6.2 4 4 4-4 4" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.4" />
      <path d="m10.4 10.4 3.4 3.4" />
    </>
  ),
  sessions: <path d="M2.2 3.2h11.6v7.3H7.5l-3 2.8v-2.8H2.2Z" />,
  settings: (
    <>
      <path d="M2 5h6.4M12.6 5H14M2 11h1.4M7.6 11H14" />
      <circle cx="10.5" cy="5" r="2" />
      <circle cx="5.5" cy="11" r="2" />
    </>
  ),
  share: <path d="M8 9.6V2.4M5.2 5 8 2.3 10.8 5M3 8.4v5.1h10V8.4" />,
  sigma: <path d="M12 4.4V2.8H4L8.4 8 4 13.2h8v-1.6" />,
  "sign-out": <path d="M9.6 3H3.2v10h6.4M6.6 8h7.2M11 5.2 13.8 8 11 10.8" />,
  skip: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="m4 12 8-8" />
    </>
  ),
  stop: <rect x="4" y="4" width="8" height="8" rx=".6" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6Z" fill="currentColor" stroke="none" />
    </>
  ),
  traces: <path d="M2 3.5h7.5M4.5 6.5h6M7 9.5h5M9.5 12.5H14" />,
  trash: <path d="M3 4.4h10M6.2 4.4V2.8h3.6v1.6M4.2 4.4l.6 8.8h6.4l.6-8.8M6.8 7v3.8M9.2 7v3.8" />,
  unlink: (
    <path d="m8.9 4.6 1.2-1.2a2.4 2.4 0 1 1 3.4 3.4l-1.3 1.3M7.1 11.4l-1.2 1.2a2.4 2.4 0 1 1-3.4-3.4l1.3-1.3M5.6 2v1.7M2 5.6h1.7M10.4 14v-1.7M14 10.4h-1.7" />
  ),
  up: <path d="m4 9.8 4-4 4 4" />,
  "up-down": <path d="m5 6.3 3-3 3 3M5 9.7l3 3 3-3" />,
  upload: <path d="M8 9.8V2.6M5.2 5.2 8 2.5l2.8 2.7M3 12.8h10" />,
  user: (
    <>
      <circle cx="8" cy="5.4" r="2.7" />
      <path d="M2.8 13.8a5.2 5.2 0 0 1 10.4 0" />
    </>
  ),
  warning: <path d="M8 3.4v5.8M8 12.4v.1" />,

  "kind-AGENT": (
    <>
      <path d="M13 6.3A5.2 5.2 0 1 0 13.2 9.4M13.3 2.8v3.5H9.8" />
      <circle cx="8" cy="8" r="1.2" fill="currentColor" />
    </>
  ),
  "kind-CHAIN": (
    <>
      <circle cx="3.8" cy="8" r="2.1" />
      <circle cx="12.2" cy="8" r="2.1" />
      <path d="M5.9 8h4.2" />
    </>
  ),
  "kind-EMBEDDING": <path d="M2.8 2.4v10.8h10.8M2.8 13.2 10.4 5.6M7.2 5.2h3.6v3.6" />,
  "kind-EVALUATOR": <path d="M8 1.8 14.2 8 8 14.2 1.8 8ZM5.6 8.1l1.7 1.7 3.1-3.4" />,
  "kind-GUARDRAIL": <path d="M8 2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4Z" />,
  "kind-LLM": <path d="M8 2.4v11.2M3.2 5.2l9.6 5.6M12.8 5.2l-9.6 5.6" />,
  "kind-RERANKER": <path d="M2.6 3.6h6M2.6 8h4.2M2.6 12.4h2.4M12 13V3.4M9.6 5.8 12 3.3l2.4 2.5" />,
  "kind-RETRIEVER": (
    <>
      <path d="M11.6 6V4.8L9 2.3H3.6v11.3h3.2" />
      <circle cx="10.3" cy="10.3" r="2.5" />
      <path d="m12.2 12.2 1.7 1.7" />
    </>
  ),
  "kind-TASK": <rect x="3.2" y="3.2" width="9.6" height="9.6" rx="1.2" />,
  "kind-TOOL": (
    <path d="M10.8 2.6a3.3 3.3 0 0 0-3.2 4.5L2.7 12l1.6 1.6 4.9-4.9a3.3 3.3 0 0 0 4.3-4.2l-2 2-1.8-.4-.4-1.8Z" />
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;
export type IconSize = "tiny" | "small" | "normal";

export interface IconProps {
  readonly name: IconName;
  /** 12, 14 or 16 px. */
  readonly size?: IconSize;
  /** Spoken name; without one the icon is decoration and hidden from assistive technology. */
  readonly label?: string;
  /** Span kind whose colour the icon takes. */
  readonly kind?: string;
  readonly className?: string | undefined;
}

export function Icon({ name, size = "normal", label, kind, className }: IconProps) {
  const look = {
    className: clsx("pl-icon", className),
    "data-size": size === "normal" ? undefined : size,
    "data-kind": kind,
  };
  if (label === undefined)
    return (
      <svg viewBox="0 0 16 16" {...look} aria-hidden="true">
        {drawings[name]}
      </svg>
    );
  return (
    <svg viewBox="0 0 16 16" {...look} role="img" aria-label={label}>
      {drawings[name]}
    </svg>
  );
}
