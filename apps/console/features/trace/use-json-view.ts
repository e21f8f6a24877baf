"use client";

import type { JsonValue } from "@plumbline/base/json";
import type { CutValue } from "@plumbline/public-api/cut-values";
import { useEffect, useMemo, useRef, useState } from "react";
import { useCutValues } from "./cut-values";
import {
  type JsonPlace,
  type JsonRow,
  type JsonView,
  jsonRows,
  type LargeValues,
  largeInside,
  memberKey,
  moreStep,
  openAtFirst,
  placeId,
} from "./json-rows";
import { findEntries, type MemberCache } from "./large-json";
import { pathToPlace } from "./place-of-path";

/** A screenful and a half is open at first. */
const openRowsMax = 64;

export interface JsonViewState {
  readonly rows: readonly JsonRow[];
  readonly toggle: (row: JsonRow) => void;
  /** Rows whose value is being read from the server. */
  readonly reading: ReadonlySet<string>;
  readonly problem: string | undefined;
}

/**
 * Open nodes and shown entries; what was cut is read when it is opened. The caller keys the tree by span, so that another span
 * starts anew.
 */
export function useJsonView(
  document: JsonValue,
  first: JsonPlace | undefined,
  firstWholes: ReadonlyMap<string, string>,
): JsonViewState {
  const [view, setView] = useState<JsonView>(() => {
    const way = first === undefined ? { open: [], shown: new Map<string, number>() } : pathToPlace(first);
    return { open: new Set([...openAtFirst(document, openRowsMax), ...way.open]), shown: way.shown };
  });
  const [members, setMembers] = useState<MemberCache>(() => new Map());
  const { cuts, wholes, read, reading, problem } = useWholes(firstWholes);
  const large = useMemo((): LargeValues => ({ members, cuts, wholes }), [members, cuts, wholes]);
  const rows = useMemo(() => jsonRows(document, view, large), [document, view, large]);
  useEntries(rows, members, setMembers);

  const change = (row: JsonRow, isWhole: boolean) =>
    setView((before) => {
      if (row.kind === "more") {
        // The entries before it are drawn already: of a list it names the first hidden one.
        const shown = rows.filter((other) => other !== row && isEntryOf(other, row)).length + moreStep;
        return { ...before, shown: new Map(before.shown).set(placeId(row), shown) };
      }
      const open = new Set(before.open);
      if (isWhole || !open.delete(row.id)) open.add(row.id);
      return { ...before, open };
    });
  const toggle = (row: JsonRow) => {
    if (row.cut === undefined || (row.kind !== "more" && row.cut.type !== "text")) change(row, false);
    else void read(row).then((isRead) => (isRead ? change(row, true) : undefined));
  };
  return { rows, toggle, reading, problem };
}

/** The values of the document that came in part, and the whole of those that were read since. */
function useWholes(first: ReadonlyMap<string, string>) {
  const values = useCutValues();
  const cuts = useMemo(() => cutsInDocument(values?.byPath), [values]);
  const [wholes, setWholes] = useState(first);
  const [reading, setReading] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => {
    abort.current = new AbortController();
    return () => abort.current?.abort();
  }, []);
  /** False where it could not be read; the reason is in `problem` then. */
  const read = async (row: JsonRow): Promise<boolean> => {
    const signal = abort.current?.signal;
    if (values === undefined || signal === undefined) return false;
    setProblem(undefined);
    setReading((before) => new Set(before).add(row.id));
    try {
      const whole = await values.load(["document", ...row.path], {}, signal);
      setWholes((before) => new Map(before).set(placeId(row), whole));
      return true;
    } catch (error) {
      if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setReading((before) => new Set([...before].filter((id) => id !== row.id)));
    }
  };
  return { cuts, wholes, read, reading, problem };
}

/** By the ids of rows. */
export function cutsInDocument(byPath: ReadonlyMap<string, CutValue> | undefined): ReadonlyMap<string, CutValue> {
  const cuts = new Map<string, CutValue>();
  for (const cut of byPath?.values() ?? [])
    if (cut.path[0] === "document") cuts.set(placeId({ path: cut.path.slice(1) }), cut);
  return cuts;
}

/** Finds the entries of large texts that were opened. Ten megabytes are scanned in steps, between which the page answers. */
function useEntries(
  rows: readonly JsonRow[],
  members: MemberCache,
  setMembers: (change: (before: MemberCache) => MemberCache) => void,
): void {
  const isScanning = useRef(new Set<string>());
  useEffect(() => {
    for (const row of rows) {
      const key = memberKey(row);
      const large = row.isOpen ? largeInside(row) : undefined;
      if (large === undefined || members.has(key) || isScanning.current.has(key)) continue;
      isScanning.current.add(key);
      void findEntries(large).then((entries) => {
        isScanning.current.delete(key);
        setMembers((before) => new Map(before).set(key, entries));
      });
    }
  }, [rows, members, setMembers]);
}

/** Whether a line is an entry of the node that a "more" line belongs to. */
function isEntryOf(row: JsonRow, more: JsonRow): boolean {
  if (row.depth !== more.depth || row.kind === "more") return false;
  return placeId(parentPlace(row)) === placeId(more);
}

function parentPlace({ path, valuePath }: JsonPlace): JsonPlace {
  return valuePath === undefined ? { path: path.slice(0, -1) } : { path, valuePath: valuePath.slice(0, -1) };
}
