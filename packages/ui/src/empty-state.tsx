import type { ReactNode } from "react";

/** An empty page teaches: what would stand here, the exact command that gets it here, what is being listened for. */
export function EmptyState({
  title,
  icon,
  children,
}: {
  readonly title: ReactNode;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="pl-empty">
      <h2 className="pl-title pl-row">
        {icon}
        {title}
      </h2>
      {children}
    </div>
  );
}
