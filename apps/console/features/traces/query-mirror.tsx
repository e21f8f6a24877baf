import type { QueryError } from "@plumbline/query/query-error";

/** The text again, behind the field that holds it: what is wrong is underlined. */
export function QueryMirror({ text, errors }: { readonly text: string; readonly errors: readonly QueryError[] }) {
  const parts: { readonly text: string; readonly isWrong: boolean; readonly at: number }[] = [];
  let position = 0;
  for (const { start, end } of [...errors].sort((a, b) => a.start - b.start)) {
    if (start < position || start >= text.length) continue;
    const stop = Math.max(end, start + 1);
    parts.push({ text: text.slice(position, start), isWrong: false, at: position });
    parts.push({ text: text.slice(start, stop), isWrong: true, at: start });
    position = stop;
  }
  parts.push({ text: `${text.slice(position)}\u200b`, isWrong: false, at: position });
  return (
    <span className="query-mirror" aria-hidden="true">
      {parts.map((part) => (part.isWrong ? <u key={part.at}>{part.text}</u> : <span key={part.at}>{part.text}</span>))}
    </span>
  );
}
