"use client";

import type { JsonValue } from "@plumbline/base/json";
import type { CutValue } from "@plumbline/public-api/cut-values";
import type { SpanDocument } from "@plumbline/span/document/types";
import type { ExtractionField } from "@plumbline/span/extraction/types";
import { writeClipboard } from "@plumbline/ui/copy-button";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { writePick } from "~/lib/extraction-pick";
import { useShortcuts } from "~/lib/shortcuts";
import { narrow, useMedia } from "~/lib/use-media";
import { useCutValues } from "./cut-values";
import { JsonPathBar, JsonPathHint } from "./json-path-bar";
import { type JsonPlace, jsonInText, type PathStep, placeId } from "./json-rows";
import { JsonTree } from "./json-tree";
import styles from "./json-tree.module.css";
import { placeOfPath } from "./place-of-path";
import { choiceFor, countValues, type EntryChoice, ruleOfPick } from "./span-pick";
import type { TraceSource } from "./trace-source";
import { cutsInDocument } from "./use-json-view";
import { useTraceUrl } from "./use-trace-url";

/** The span document. A path of the address that leads into a value that came cut waits until that value is here. */
export function SpanJson({ source, document }: { readonly source: TraceSource; readonly document: SpanDocument }) {
  const [{ path, match }] = useTraceUrl();
  // The document is JSON; its declared shape only names what is in it.
  const tree = document as unknown as JsonValue;
  const { start, isReading } = useStart(tree, path);
  if (isReading) return <p className={styles.hint}>The value is being read…</p>;
  return <DocumentTree source={source} document={document} tree={tree} start={start} match={match} />;
}

interface Start {
  readonly place: JsonPlace | undefined;
  readonly wholes: ReadonlyMap<string, string>;
}

function useStart(tree: JsonValue, path: string | null): { readonly start: Start; readonly isReading: boolean } {
  const values = useCutValues();
  // The address changes with every value that is picked later; the tree begins once.
  const [first] = useState(() => findStart(tree, path, cutsInDocument(values?.byPath)));
  const cutPath = first.cutPath;
  const query = useQuery({
    queryKey: ["cut-value", cutPath === undefined ? undefined : values?.href(["document", ...cutPath])],
    queryFn: ({ signal }) => values?.load(["document", ...(cutPath ?? [])], {}, signal) ?? "",
    enabled: cutPath !== undefined,
    gcTime: 0,
  });
  const start = useMemo((): Start => {
    if (path === null || cutPath === undefined || query.data === undefined)
      return { place: first.place, wholes: new Map() };
    const whole = query.data;
    return {
      place: placeOfPath(tree, path, (text, at) =>
        jsonInText(placeId({ path: at }) === placeId({ path: cutPath }) ? whole : text),
      ),
      wholes: new Map([[placeId({ path: cutPath }), whole]]),
    };
  }, [tree, path, cutPath, first, query.data]);
  return { start, isReading: query.isLoading };
}

/** Where a path leads, or which value that came cut it leads into. */
export function findStart(tree: JsonValue, path: string | null, cuts: ReadonlyMap<string, CutValue>) {
  if (path === null) return { place: undefined, cutPath: undefined };
  let cutPath: readonly PathStep[] | undefined;
  const place = placeOfPath(tree, path, (text, at) => {
    if (!cuts.has(placeId({ path: at }))) return jsonInText(text);
    cutPath = [...at];
    return undefined;
  });
  return { place, cutPath };
}

/** The tree and, once a value is picked, how an evaluation would address it. */
function DocumentTree(props: {
  readonly source: TraceSource;
  readonly document: SpanDocument;
  readonly tree: JsonValue;
  readonly start: Start;
  /** The words that a search found in the value at the start. */
  readonly match: string | null;
}) {
  const { source, document, tree, start, match } = props;
  const isTouch = useMedia(narrow);
  const values = useCutValues();
  const [picked, setPicked] = useState(start.place);
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
        found={start.place === undefined || match === null ? undefined : { place: start.place, match }}
        isTouch={isTouch}
        wholes={start.wholes}
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
          // Nobody counted what a value holds of which only the beginning is here.
          valueCount={values === undefined ? countValues(tree, shown.rule) : undefined}
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
