"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useClock } from "~/lib/clock";
import { formatDuration, formatPlural, formatTime } from "~/lib/format";
import styles from "./trace.module.css";
import type { TraceModel } from "./trace-model";
import type { SimilarSuccess, TraceSource } from "./trace-source";

const linesMax = 4;

/** How a failed trace differs from the most similar recent one that succeeded. Nothing where there are no others to ask. */
export function FailureDifference(props: {
  readonly source: TraceSource;
  readonly model: TraceModel;
  readonly onSelect: (index: number) => void;
}) {
  const { source, model, onSelect } = props;
  const { neighbours } = source;
  const { data, isError } = useQuery({
    queryKey: ["similar-success", source.key],
    queryFn: ({ signal }) => neighbours?.loadSimilarSuccess(signal) ?? null,
    enabled: neighbours !== undefined,
    staleTime: 5 * 60_000,
    retry: false,
  });
  if (neighbours === undefined || isError) return null;
  return (
    <div>
      <h3>Differs from the most similar success</h3>
      {data === undefined || data === null ? (
        <p className="pl-dim">Looking for one</p>
      ) : data.similar === null ? (
        <p className="pl-dim">No successful trace of this kind in the 7 days before.</p>
      ) : (
        <Difference
          similar={data.similar}
          candidateCount={data.candidateCount}
          model={model}
          href={neighbours.comparePath(data.similar.traceId)}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}

function Difference(props: {
  readonly similar: NonNullable<SimilarSuccess["similar"]>;
  readonly candidateCount: number;
  readonly model: TraceModel;
  readonly href: string;
  readonly onSelect: (index: number) => void;
}) {
  const { similar, candidateCount, model, href, onSelect } = props;
  const clock = useClock();
  const lines = differenceLines(similar);
  const first = similar.firstDivergence;
  const index = first === null || first.spanId === null ? undefined : model.indexOf.get(first.spanId);
  return (
    <>
      <dl className={styles.difference}>
        {lines.slice(0, linesMax).map(({ name, here, usual }) => (
          <DifferenceLine key={`${name} ${usual}`} name={name} here={here} usual={usual} />
        ))}
      </dl>
      <p className={styles.causeNote}>
        {lines.length > linesMax ? `${lines.length - linesMax} more. ` : null}
        {first === null ? null : (
          <>
            First at{" "}
            {index === undefined ? (
              <b>{first.name}</b>
            ) : (
              <button type="button" onClick={() => onSelect(index)}>
                {first.name}
              </button>
            )}
            , {divergenceWords[first.what]}.{" "}
          </>
        )}
        <Link
          href={href}
          title={`Started ${formatTime(similar.startTime, clock)}; the nearest of ${formatPlural(candidateCount, "success", "successes")}`}
        >
          Compare
        </Link>
      </p>
    </>
  );
}

const divergenceWords = {
  added: "which the other does not have",
  missing: "which is missing here",
  failed: "which failed here only",
} as const;

function DifferenceLine(props: { readonly name: string; readonly here: string; readonly usual: string }): ReactNode {
  return (
    <>
      <dt className="pl-cut" title={props.name}>
        {props.name}
      </dt>
      <dd>{props.here}</dd>
      <dd>{props.usual}</dd>
    </>
  );
}

interface Line {
  readonly name: string;
  readonly here: string;
  readonly usual: string;
}

/** What is slower, then what is missing, then what is too many. */
export function differenceLines(similar: NonNullable<SimilarSuccess["similar"]>): readonly Line[] {
  return [
    ...similar.slower.slice(0, 2).map(({ name, durationMs, otherDurationMs }) => ({
      name,
      here: formatDuration(durationMs),
      usual: `there ${formatDuration(otherDurationMs)}`,
    })),
    ...similar.missing.map(({ name, count, otherCount }) => ({
      name,
      here: count === 0 ? "missing" : `${count}×`,
      usual: `there ${otherCount}×`,
    })),
    ...similar.added.map(({ name, count, otherCount }) => ({
      name,
      here: `${count}×`,
      usual: otherCount === 0 ? "not there" : `there ${otherCount}×`,
    })),
  ];
}
