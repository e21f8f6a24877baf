import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import Link from "next/link";
import { cutMiddle } from "~/lib/format";

export const hitLineHeight = 22;

type Hit = NonNullable<ListedTrace["hits"]>[number];

/** Where the query is true of the trace: the span, the value in it, and the words around. A press opens the trace there. */
export function TraceHits({ hits, href }: { readonly hits: readonly Hit[]; readonly href: string }) {
  return (
    <ul className="trace-hit-list">
      {hits.map((hit) => (
        <li key={`${hit.spanId} ${hit.path}`}>
          <Link href={hitHref(href, hit)} prefetch={false} title={`${hit.spanName} · ${hit.path}`}>
            <span className="trace-hit-place">
              {hit.spanName} <span className="pl-mono">{cutMiddle(shortPath(hit.path), 22, 14)}</span>
            </span>
            <span className="pl-cut">
              {hit.snippet.before}
              <mark>{hit.snippet.match}</mark>
              {hit.snippet.after}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The trace page with the span open, the value in view and what was found in it marked. */
export function hitHref(traceHref: string, { spanId, path, snippet: { match } }: Hit): string {
  return `${traceHref}?${new URLSearchParams({ span: spanId, tab: "json", path, match })}`;
}

function shortPath(path: string): string {
  return path.replace(/^attributes\.(?=[^[])/, "");
}
