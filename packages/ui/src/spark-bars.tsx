export interface SparkBar {
  readonly value: number;
  /** Drawn over the bar from below, in the error colour. */
  readonly bad?: number;
}

const height = 18;

/** Counts per bucket as bars, zero included. `label` is the text that says the same. */
export function SparkBars({ bars, label }: { readonly bars: readonly SparkBar[]; readonly label: string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const scale = (value: number) => (value <= 0 ? 0 : Math.max(1, (value / most) * (height - 1)));
  return (
    <svg
      className="pl-spark"
      viewBox={`0 0 ${Math.max(1, bars.length) * 4} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {bars.map((bar, index) => {
        const total = scale(bar.value);
        const bad = scale(bar.bad ?? 0);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its position.
          <g key={index}>
            <rect x={index * 4 + 0.5} y={height - total} width="3" height={total} />
            {bad === 0 ? null : (
              <rect className="pl-spark-bad" x={index * 4 + 0.5} y={height - bad} width="3" height={bad} />
            )}
          </g>
        );
      })}
    </svg>
  );
}
