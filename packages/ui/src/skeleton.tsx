/** A grey bar where text will stand. Put it in the real columns, never a spinner over content. */
export function Skeleton({
  width = "60%",
  height = 8,
}: {
  readonly width?: number | string;
  readonly height?: number;
}) {
  return (
    <svg className="pl-skeleton" width={width} height={height} aria-hidden="true">
      <rect width="100%" height="100%" rx="2" />
    </svg>
  );
}
