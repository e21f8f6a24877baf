"use client";

import type { LlmKind } from "@plumbline/span/kind";
import { formatDuration, formatPlural } from "~/lib/format";
import type { TraceModel } from "./trace-model";
import styles from "./waterfall.module.css";

interface Share {
  readonly name: string;
  /** Null for "other", which is of no kind. */
  readonly kind: LlmKind | null;
  readonly us: number;
}

const namedMax = 3;

/** Where the time of the critical path went, by span name: the three largest and the rest. Their sum is the path's length. */
export function criticalPathShares(model: Pick<TraceModel, "criticalPath" | "spans">): readonly Share[] {
  const byName = new Map<string, { name: string; kind: LlmKind; us: number }>();
  let total = 0;
  for (const { index, fromUs, toUs } of model.criticalPath) {
    const span = model.spans[index];
    if (span === undefined) continue;
    total += toUs - fromUs;
    const share = byName.get(span.name) ?? { name: span.name, kind: span.kind, us: 0 };
    share.us += toUs - fromUs;
    byName.set(span.name, share);
  }
  const named = [...byName.values()].sort((a, b) => b.us - a.us).slice(0, namedMax);
  const rest = total - named.reduce((sum, share) => sum + share.us, 0);
  return byName.size > namedMax ? [...named, { name: "other", kind: null, us: rest }] : named;
}

export function CriticalPathShares({ model }: { readonly model: TraceModel }) {
  const shares = criticalPathShares(model);
  return (
    <section className={styles.shares} aria-label="Critical path by span name">
      <h3 title={`Through ${formatPlural(model.criticalPathSpanCount, "span")}`}>Critical path by span name</h3>
      <div className={styles.shareTrack} aria-hidden="true">
        {shares.map((share) => (
          <i key={share.name} data-kind={share.kind ?? undefined} style={{ flexGrow: Math.max(share.us, 1) }} />
        ))}
      </div>
      <ul>
        {shares.map((share) => (
          <li key={share.name}>
            <i data-kind={share.kind ?? undefined} />
            <span className="pl-cut" title={share.name}>
              {share.name}
            </span>
            <span>{formatDuration(share.us / 1000)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
