"use client";

import { type ExtractionField, extractionFields } from "@plumbline/span/extraction/types";
import { writeClipboard } from "@plumbline/ui/copy-button";
import { Kbd } from "@plumbline/ui/kbd";
import { MenuItem, MenuSeparator } from "@plumbline/ui/menu";
import { MenuAt } from "@plumbline/ui/menu-popup";
import Link from "next/link";
import type { KeyboardEvent } from "react";
import type { JsonPlace, JsonRow } from "./json-rows";
import { LargeJson } from "./large-json";
import { filterOf, queryPathOf } from "./path-clause";
import { jsonText } from "./span-conversation";
import type { TraceNeighbours } from "./trace-source";

export const fieldNames: Readonly<Record<ExtractionField, string>> = {
  query: "Query",
  answer: "Answer",
  context: "Context",
};

/** What can be done with a picked value. Opens at the value itself. */
export function JsonLeafMenu(props: {
  readonly anchor: Element;
  readonly row: JsonRow;
  readonly onClose: () => void;
  readonly onUse: ((field: ExtractionField, place: JsonPlace) => void) | undefined;
  readonly onCopyPath: (place: JsonPlace) => void;
  /** Absent where there is no list to filter: in a file, behind a share link. */
  readonly neighbours: TraceNeighbours | undefined;
  /** Set where only the beginning of the value is here. */
  readonly onCopyWhole?: () => void;
  readonly downloadHref?: string;
}) {
  const { anchor, row, onClose, onUse, onCopyPath, neighbours, onCopyWhole, downloadHref } = props;
  const copyValue = onCopyWhole ?? (() => void writeClipboard(valueText(row.value)));
  const filter = neighbours === undefined ? undefined : filterOf(row);
  const column = neighbours === undefined ? undefined : queryPathOf(row);
  const onKeyDown = (event: KeyboardEvent) => {
    const field = extractionFields[Number(event.key) - 1];
    if (event.key === "c") copyValue();
    else if (event.key === "C") onCopyPath(row);
    else if (field !== undefined && onUse !== undefined) onUse(field, row);
    else return;
    event.preventDefault();
    onClose();
  };
  return (
    <MenuAt anchor={anchor} onClose={onClose} onKeyDown={onKeyDown}>
      <MenuItem icon="copy" end={<Kbd>C</Kbd>} onSelect={copyValue}>
        Copy value
      </MenuItem>
      {downloadHref === undefined ? null : (
        <MenuItem icon="download" link={<a href={downloadHref} download />}>
          Download value
        </MenuItem>
      )}
      <MenuItem icon="brace" end={<Kbd>⇧C</Kbd>} onSelect={() => onCopyPath(row)}>
        Copy path
      </MenuItem>
      {neighbours === undefined || (filter === undefined && column === undefined) ? null : (
        <>
          <MenuSeparator />
          {filter === undefined ? null : (
            <MenuItem icon="filter" link={<Link href={neighbours.filterPath(filter)} title={filter} />}>
              Add as filter
            </MenuItem>
          )}
          {column === undefined ? null : (
            <MenuItem icon="columns" link={<Link href={neighbours.columnPath(column)} title={column} />}>
              Add as column
            </MenuItem>
          )}
        </>
      )}
      {onUse === undefined ? null : (
        <>
          <MenuSeparator />
          {extractionFields.map((field, place) => (
            <MenuItem key={field} icon="pick" end={<Kbd>{place + 1}</Kbd>} onSelect={() => onUse(field, row)}>
              Use as {fieldNames[field]}
            </MenuItem>
          ))}
        </>
      )}
    </MenuAt>
  );
}

function valueText(value: JsonRow["value"]): string {
  return value instanceof LargeJson ? value.source() : jsonText(value);
}
