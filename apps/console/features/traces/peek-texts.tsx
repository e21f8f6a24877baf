import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import type { SpanTreeRow } from "@plumbline/public-api/span-columns";
import { StatusIcon } from "@plumbline/ui/status-icon";
import type { PeekModel } from "./peek-model";
import type { PeekedSpan } from "./use-peek";

const charsShown = 4_000;

/** Where the failure began, then input and output of the root: previews at once, whole texts when they come. */
export function PeekTexts({
  trace,
  model,
  root,
}: {
  readonly trace: TraceItem | undefined;
  readonly model: PeekModel | undefined;
  readonly root: PeekedSpan | undefined;
}) {
  const failure = model?.failure;
  const isCut = root !== undefined && root.cuts.length > 0;
  return (
    <>
      {failure === undefined ? null : (
        <>
          <h3 className="peek-title">Origin of the failure</h3>
          <p className="peek-text peek-failure">
            <StatusIcon status="error" />
            <span>
              <b>{failure.origin.name}</b>: {reasonOf(failure.origin)}.
              {failure.broke.length === 0 ? "" : ` It broke ${listed(failure.broke.map((span) => span.name))}.`}
              {failure.handledBy === undefined ? "" : ` ${failure.handledBy.name} went on without it.`}
            </span>
          </p>
        </>
      )}
      <h3 className="peek-title">Input</h3>
      <Text text={saidLast(root?.content.messages) ?? root?.content.input?.text ?? trace?.input} isCut={isCut} />
      <h3 className="peek-title">Output</h3>
      <Text
        text={saidLast(root?.content.outputMessages) ?? root?.content.output?.text ?? trace?.output}
        isCut={isCut}
      />
    </>
  );
}

/** The text of the last turn that has one: people read words, not the JSON that carries them. */
function saidLast(messages: PeekedSpan["content"]["messages"] | undefined): string | undefined {
  const texts = messages?.map(({ parts }) =>
    parts
      .flatMap((part) => (part.type === "text" && typeof part.content === "string" ? [part.content] : []))
      .join("\n"),
  );
  return texts?.findLast((text) => text !== "");
}

function Text({ text, isCut }: { readonly text: string | null | undefined; readonly isCut: boolean }) {
  if (text === null || text === undefined || text === "")
    return <p className="peek-text pl-dim">None recorded on the root span.</p>;
  const rest = text.length - charsShown;
  return (
    <p className="peek-text">
      {text.slice(0, charsShown)}
      {rest > 0 ? (
        <span className="pl-dim">
          {isCut ? " … and more in the trace" : ` … and ${rest.toLocaleString("en-US")} more characters in the trace`}
        </span>
      ) : null}
    </p>
  );
}

function reasonOf({ errorType, errorMessage }: Pick<SpanTreeRow, "errorType" | "errorMessage">): string {
  if (errorMessage === null) return errorType ?? "failed without a message";
  const message = errorMessage.replace(/[.\s]+$/, "");
  // Many libraries repeat the type at the beginning of the message.
  return errorType === null || message.startsWith(errorType) ? message : `${errorType}, ${message}`;
}

function listed(names: readonly string[]): string {
  const shown = names.length <= 3 ? names : [...names.slice(0, 2), `${names.length - 2} more`];
  return shown.length === 1 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
