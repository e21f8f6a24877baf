import type { ExtractedValue, FieldResult } from "@plumbline/span/extraction/types";
import { Chip } from "@plumbline/ui/chip";
import Link from "next/link";
import type { ReactNode } from "react";
import type { GradeView } from "./evaluation-view";
import styles from "./result.module.css";

/** What was judged, and from which span and path each value came. */
export function ExtractedField({
  title,
  result,
  spanHref,
}: {
  readonly title: string;
  readonly result: FieldResult;
  readonly spanHref: (spanId: string) => string;
}) {
  const [first] = result.status === "ok" ? result.values : [];
  return (
    <section className={styles.part}>
      <h3 className={styles.source}>
        <span className="pl-label">{title}</span>
        {first === undefined ? null : <SourceLink value={first} spanHref={spanHref} />}
      </h3>
      {result.status === "missed" ? <Miss result={result} /> : <p className={styles.text}>{first?.text}</p>}
    </section>
  );
}

/** The documents in retrieved order, with the judge's grades; those that decide the selected claim are marked. */
export function ExtractedDocuments({
  result,
  grades,
  evidence,
  spanHref,
}: {
  readonly result: FieldResult;
  readonly grades: ReadonlyMap<number, GradeView>;
  readonly evidence: ReadonlySet<number>;
  readonly spanHref: (spanId: string) => string;
}) {
  const values = result.status === "ok" ? result.values : [];
  const [first] = values;
  return (
    <section className={styles.part}>
      <h3 className={styles.source}>
        <span className="pl-label">
          Context{values.length === 0 ? "" : `, ${values.length} ${values.length === 1 ? "document" : "documents"}`}
        </span>
        {first === undefined ? null : <SourceLink value={first} spanHref={spanHref} isList />}
      </h3>
      {result.status === "missed" ? <Miss result={result} /> : null}
      <ol className={styles.documents}>
        {values.map((value, index) => {
          const number = index + 1;
          const grade = grades.get(number);
          return (
            <li key={value.source.path + value.source.spanId} data-evidence={evidence.has(number) || undefined}>
              <details open={evidence.has(number) || values.length === 1}>
                <summary>
                  <b>{number}</b>
                  <span className="pl-cut">{value.text}</span>
                  {grade === undefined ? null : <Grade grade={grade.grade} />}
                </summary>
                <p className={styles.text}>{value.text}</p>
                {grade === undefined ? null : <p className={styles.reason}>{grade.reason}</p>}
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Grade({ grade }: { readonly grade: number | null }) {
  if (grade === null)
    return (
      <Chip tone="error" icon="alert">
        not judged
      </Chip>
    );
  return (
    <span className={styles.grade}>
      {[1, 2, 3].map((step) => (
        <i key={step} data-on={step <= grade || undefined} />
      ))}
      {grade}/3
    </span>
  );
}

function SourceLink({
  value,
  spanHref,
  isList = false,
}: {
  readonly value: ExtractedValue;
  readonly spanHref: (spanId: string) => string;
  readonly isList?: boolean;
}): ReactNode {
  const { spanId, spanName, path, valuePath } = value.source;
  const shown = isList ? path.replace(/\[\d+\]/, "[*]") : path;
  return (
    <Link href={spanHref(spanId)} className={styles.sourceLink} title="Show this span">
      {spanName}, {shown}
      {valuePath === undefined ? "" : `, ${valuePath}`}
    </Link>
  );
}

/** Which field it was; the notice on top says why. */
function Miss({ result }: { readonly result: Extract<FieldResult, { status: "missed" }> }) {
  const { excerpt } = result.miss;
  return (
    <div className={styles.miss}>
      <Chip tone="warn" icon="unlink">
        Not extracted
      </Chip>
      {excerpt === undefined ? null : <code className={styles.excerpt}>{excerpt}</code>}
    </div>
  );
}
