import { KindIcon } from "@plumbline/ui/kind-icon";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { formatCount, formatDuration } from "~/lib/format";
import type { PeekModel, PeekRow } from "./peek-model";

const depthMax = 8;
const indent = 14;

/** The first spans of the call chain with their place in time. A row opens the trace at its span. */
export function PeekChain({ model, traceHref }: { readonly model: PeekModel | undefined; readonly traceHref: string }) {
  return (
    <>
      <h3 className="peek-title">
        <span>Call chain</span>
        {model === undefined ? null : (
          <span>
            {model.rows.length < model.spanCount
              ? `first ${model.rows.length} of ${formatCount(model.spanCount)} spans`
              : `${formatCount(model.spanCount)} ${model.spanCount === 1 ? "span" : "spans"}`}
          </span>
        )}
      </h3>
      {model === undefined ? (
        <div className="grid gap-4 py-1">
          <Skeleton width="80%" />
          <Skeleton width="60%" />
          <Skeleton width="70%" />
        </div>
      ) : (
        <ol className="peek-chain">
          {model.rows.map((row) => (
            <ChainRow key={row.spanId} row={row} href={`${traceHref}?span=${row.spanId}`} />
          ))}
        </ol>
      )}
    </>
  );
}

function ChainRow({ row, href }: { readonly row: PeekRow; readonly href: string }) {
  return (
    <li data-kind={row.kind}>
      <Link href={href} prefetch={false} className="peek-span">
        <svg width={Math.min(row.depth, depthMax) * indent} height="1" aria-hidden="true" />
        <KindIcon kind={row.kind} />
        <span className="pl-cut">{row.name}</span>
        {row.sign === undefined ? null : <StatusIcon status={row.sign} size="small" />}
      </Link>
      <svg className="peek-bar" aria-hidden="true">
        <rect x={percent(Math.min(row.from, 0.99))} width={percent(row.length)} y="9" height="6" rx="1" />
      </svg>
      <span className="peek-time">{row.durationMs === null ? "running" : formatDuration(row.durationMs)}</span>
    </li>
  );
}

function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0.008, share)) * 1000) / 10}%`;
}
