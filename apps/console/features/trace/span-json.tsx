"use client";

import type { JsonValue } from "@plumbline/base/json";
import type { SpanDocument } from "@plumbline/span/document/types";
import type { ExtractionField } from "@plumbline/span/extraction/types";
import { writeClipboard } from "@plumbline/ui/copy-button";
import { useState } from "react";
import { writePick } from "~/lib/extraction-pick";
import { useShortcuts } from "~/lib/shortcuts";
import { narrow, useMedia } from "~/lib/use-media";
import { JsonPathBar, JsonPathHint } from "./json-path-bar";
import type { JsonPlace } from "./json-rows";
import { JsonTree } from "./json-tree";
import { placeOfPath } from "./place-of-path";
import { choiceFor, countValues, type EntryChoice, ruleOfPick } from "./span-pick";
import type { TraceSource } from "./trace-source";
import { useTraceUrl } from "./use-trace-url";

/** The span document and, once a value is picked, how an evaluation would address it. */
export function SpanJson({ source, document }: { readonly source: TraceSource; readonly document: SpanDocument }) {
  const isTouch = useMedia(narrow);
  const [{ path }] = useTraceUrl();
  // The document is JSON; its declared shape only names what is in it.
  const tree = document as unknown as JsonValue;
  const [picked, setPicked] = useState(() => (path === null ? undefined : placeOfPath(tree, path)));
  const [choice, setChoice] = useState<EntryChoice>();
  const [usedAs, setUsedAs] = useState<ExtractionField>();
  const use = (field: ExtractionField, place: JsonPlace) => {
    const { rule, refusal } = ruleOfPick(document.name, place, choiceFor(field, choice));
    setPicked(place);
    if (refusal !== undefined) return;
    writePick(field, rule);
    setUsedAs(field);
  };
  useShortcuts("Picked value", [
    { key: "1", label: "Use as Query", run: () => picked !== undefined && source.canEvaluate && use("query", picked) },
    {
      key: "2",
      label: "Use as Answer",
      run: () => picked !== undefined && source.canEvaluate && use("answer", picked),
    },
    {
      key: "3",
      label: "Use as Context",
      run: () => picked !== undefined && source.canEvaluate && use("context", picked),
    },
  ]);
  const shown = picked === undefined ? undefined : ruleOfPick(document.name, picked, shownChoice(choice, picked));
  return (
    <>
      <JsonTree
        document={tree}
        picked={picked}
        isTouch={isTouch}
        onPick={(place) => {
          setPicked(place);
          setUsedAs(undefined);
        }}
        onUse={source.canEvaluate ? use : undefined}
        neighbours={source.neighbours}
        onCopyPath={(place) => void writeClipboard(ruleOfPick(document.name, place, "one").rule.jsonPathInSpan)}
      />
      {shown === undefined || picked === undefined ? (
        <JsonPathHint />
      ) : (
        <JsonPathBar
          {...shown}
          choice={shownChoice(choice, picked)}
          valueCount={countValues(tree, shown.rule)}
          usedAs={usedAs}
          onChoice={setChoice}
        />
      )}
    </>
  );
}

/** Inside a list every entry is what one usually wants; a path through no list has no choice. */
function shownChoice(choice: EntryChoice | undefined, place: JsonPlace): EntryChoice {
  const isInList = [...place.path, ...(place.valuePath ?? [])].some((step) => typeof step === "number");
  return isInList ? (choice ?? "all") : "one";
}
