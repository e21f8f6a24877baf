"use client";

import type { CutValue, ValuePath } from "@plumbline/public-api/cut-values";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { CharRange, SpanDetail, TraceSource } from "./trace-source";

/** What a span shows in part, and how the rest is read. */
export interface CutValues {
  /** By `JSON.stringify` of the path. */
  readonly byPath: ReadonlyMap<string, CutValue>;
  load(path: ValuePath, range: CharRange, signal: AbortSignal): Promise<string>;
  href(path: ValuePath): string;
}

const Context = createContext<CutValues | undefined>(undefined);

/** For everything below that shows values of one span. */
export function CutValuesOf(props: {
  readonly source: TraceSource;
  readonly detail: SpanDetail;
  readonly children: ReactNode;
}) {
  const { source, detail, children } = props;
  const values = useMemo((): CutValues | undefined => {
    const spanId = detail.document.span_id;
    const { values } = source;
    if (values === undefined || detail.cuts.length === 0) return undefined;
    return {
      byPath: new Map(detail.cuts.map((cut) => [JSON.stringify(cut.path), cut])),
      load: (path, range, signal) => values.load(spanId, path, range, signal),
      href: (path) => values.href(spanId, path),
    };
  }, [source, detail]);
  return <Context value={values}>{children}</Context>;
}

/** Undefined where the span is here as a whole. */
export function useCutValues(): CutValues | undefined {
  return useContext(Context);
}

/** A value that is here in part. */
export interface CutAt {
  readonly path: ValuePath;
  /** Of the whole text; undefined for a value that is no text: only parts of it were cut. */
  readonly text: { readonly bytes: number; readonly chars: number } | undefined;
  readonly values: CutValues;
}

/** Whether the value under a path is here in part: itself, or something in it. */
export function useCutAt(path: ValuePath | undefined): CutAt | undefined {
  const values = useCutValues();
  const key = path === undefined ? undefined : JSON.stringify(path);
  return useMemo(() => {
    if (values === undefined || key === undefined) return undefined;
    const at = JSON.parse(key) as ValuePath;
    const cut = values.byPath.get(key);
    if (cut?.type === "text") return { path: at, text: cut, values };
    const inside = `${key.slice(0, -1)},`;
    const isCutInside = cut !== undefined || [...values.byPath.keys()].some((other) => other.startsWith(inside));
    return isCutInside ? { path: at, text: undefined, values } : undefined;
  }, [values, key]);
}
