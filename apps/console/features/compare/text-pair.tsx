"use client";

import { Skeleton } from "@plumbline/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import pair from "./pair.module.css";
import { type DiffPart, diffTexts } from "./word-diff";

/** Of an equal stretch longer than this only both ends are shown. */
const equalCharsMax = 600;
const equalEndChars = 200;

const units = {
  word: null,
  line: "Compared by lines: the texts are long or have little in common.",
  whole: "Too long and too different to compare; both are shown whole.",
} as const;

/** Two texts as one, with what only one of them has struck through or underlined. */
export function TextPair({
  title,
  a,
  b,
  isCut = false,
}: {
  readonly title: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
  /** The texts go on where they came from. */
  readonly isCut?: boolean;
}) {
  const { data: diff } = useQuery({
    queryKey: ["text-diff", a ?? "", b ?? ""],
    queryFn: () => diffTexts(a ?? "", b ?? ""),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const note = diff === undefined ? null : units[diff.unit];
  return (
    <section className={pair.texts} aria-label={title}>
      <h3>
        {title}
        <span className="pl-dim">{summary(a, b)}</span>
      </h3>
      {a === undefined && b === undefined ? null : diff === undefined ? (
        <Skeleton width="70%" />
      ) : (
        <p className={pair.diff} dir="auto">
          {diff.parts.map((part, index) => (
            <Part key={index} part={part} />
          ))}
        </p>
      )}
      {note === null ? null : <p className="pl-dim">{note}</p>}
      {isCut ? <p className="pl-dim">Compared up to a limit; the trace itself has the whole text.</p> : null}
    </section>
  );
}

function summary(a: string | undefined, b: string | undefined): string {
  if (a === undefined && b === undefined) return "none recorded";
  if (a === undefined) return "none recorded in A";
  if (b === undefined) return "none recorded in B";
  return a === b ? "the same in both" : "";
}

function Part({ part: { text, where } }: { readonly part: DiffPart }) {
  const [isUnfolded, setUnfolded] = useState(false);
  if (where === "a") return <del>{text}</del>;
  if (where === "b") return <ins>{text}</ins>;
  if (isUnfolded || text.length <= equalCharsMax) return text;
  const hidden = text.length - 2 * equalEndChars;
  return (
    <>
      {text.slice(0, equalEndChars)}
      <button type="button" className={pair.fold} onClick={() => setUnfolded(true)}>
        … {hidden.toLocaleString("en")} equal characters …
      </button>
      {text.slice(-equalEndChars)}
    </>
  );
}

/** What the marks mean. */
export function DiffLegend() {
  return (
    <p className={pair.legend}>
      <del>only in A</del> <ins>only in B</ins>
    </p>
  );
}
