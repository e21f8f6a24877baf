"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { Notice } from "@plumbline/ui/notice";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCutValues } from "./cut-values";
import styles from "./span-panel.module.css";

/** A list of which the server may have sent the first entries only. */
export interface WholeList<Item> {
  readonly items: readonly Item[];
  /** How many there are, while not all of them are here. */
  readonly total: number | undefined;
  readonly isReading: boolean;
  readonly problem: string | undefined;
  readonly readAll: () => void;
}

export function useWholeList<Item>(path: ValuePath, items: readonly Item[]): WholeList<Item> {
  const values = useCutValues();
  const cut = values?.byPath.get(JSON.stringify(path));
  const [isWanted, setIsWanted] = useState(false);
  const query = useQuery({
    queryKey: ["whole-list", values?.href(path)],
    queryFn: async ({ signal }) => JSON.parse((await values?.load(path, {}, signal)) ?? "[]") as Item[],
    enabled: isWanted && cut !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const isCut = cut !== undefined && cut.type !== "text" && query.data === undefined;
  return {
    items: cut === undefined ? items : (query.data ?? items),
    total: isCut ? cut.entries : undefined,
    isReading: query.isFetching,
    problem: query.error?.message,
    readAll: () => (isWanted ? void query.refetch() : setIsWanted(true)),
  };
}

/** Says that entries are missing, and reads them. */
export function WholeListNotice({ list, noun }: { readonly list: WholeList<unknown>; readonly noun: string }) {
  if (list.total === undefined) return null;
  return (
    <div className={styles.block}>
      <Notice
        title={`The first ${list.items.length.toLocaleString("en")} of ${list.total.toLocaleString("en")} ${noun} are shown.`}
      >
        <span>{list.problem}</span>
        <button type="button" className={styles.fold} disabled={list.isReading} onClick={list.readAll}>
          {list.isReading ? "Reading…" : "Show all"}
        </button>
      </Notice>
    </div>
  );
}

/** A text as a whole: what came, or what is read at once where that was cut. For what makes no sense in part. */
export function useWholeText(path: ValuePath | undefined, text: string | undefined) {
  const values = useCutValues();
  const cut = path === undefined ? undefined : values?.byPath.get(JSON.stringify(path));
  const query = useQuery({
    queryKey: ["whole-text", path === undefined ? undefined : values?.href(path)],
    queryFn: async ({ signal }) => values?.load(path ?? [], {}, signal) ?? "",
    enabled: cut !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return { text: cut === undefined ? text : (query.data ?? text), isReading: cut !== undefined && query.isFetching };
}
