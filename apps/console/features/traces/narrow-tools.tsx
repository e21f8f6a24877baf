"use client";

import { Drawer } from "@plumbline/ui/drawer";
import { Icon } from "@plumbline/ui/icon";
import { MenuItem, MenuLabel, MenuSeparator } from "@plumbline/ui/menu";
import Link from "next/link";
import type { ComponentProps } from "react";
import { traceFilePath } from "~/lib/trace-links";
import { ColumnMenu } from "./column-menu";
import { columnOf, type SortField } from "./columns";
import type { ListToolsProps } from "./list-tools";
import { canFollow } from "./use-live";

const sortFields = ["time", "duration", "tokens", "cost"] as const satisfies readonly SortField[];

/** What the heads of the table, Live and the buttons beside the query do, in the one menu of a narrow screen. */
export function NarrowTools({
  project,
  state: { params, change },
  selection,
  isTicking,
  onTicking,
  onCopyLink,
  onExport,
  onRefresh,
  onChooseColumns,
}: ListToolsProps & { readonly onChooseColumns: () => void }) {
  const isDescending = params.sort.startsWith("-");
  const field = sortFields.find((each) => params.sort.endsWith(each)) ?? "time";
  const [more, less] = field === "time" ? ["Newest first", "Oldest first"] : ["Largest first", "Smallest first"];
  const canBeLive = canFollow(params);
  const isLive = params.isLive && canBeLive;
  return (
    <>
      <MenuItem
        icon={isLive ? "pause" : "play"}
        disabled={!canBeLive}
        onSelect={() => change({ isLive: !isLive }, "replace")}
        end={canBeLive ? chosen(isLive, "on") : "Newest of a moving range only"}
      >
        Live
      </MenuItem>
      <MenuItem icon="refresh" onSelect={onRefresh}>
        Refresh
      </MenuItem>
      <MenuItem icon="check" onSelect={() => onTicking(!isTicking)} end={chosen(isTicking, "on")}>
        Select rows
      </MenuItem>
      {isTicking ? (
        <MenuItem onSelect={selection.toggleShown}>
          {selection.isAllShown ? "Untick all rows" : "Tick all rows that are shown"}
        </MenuItem>
      ) : null}
      <MenuItem icon="columns" onSelect={onChooseColumns}>
        Columns
      </MenuItem>
      <MenuItem icon="download" onSelect={onExport}>
        Export
      </MenuItem>
      <MenuItem icon="link" onSelect={onCopyLink}>
        Copy link
      </MenuItem>
      <MenuItem icon="upload" link={<Link href={traceFilePath(project.slug)} prefetch={false} />}>
        Open a file
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Sort by</MenuLabel>
      {sortFields.map((each) => (
        <MenuItem
          key={each}
          onSelect={() => change({ sort: isDescending ? `-${each}` : each }, "push")}
          end={chosen(each === field, "chosen")}
        >
          {columnOf(each).label}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => change({ sort: `-${field}` }, "push")} end={chosen(isDescending, "chosen")}>
        {more}
      </MenuItem>
      <MenuItem onSelect={() => change({ sort: field }, "push")} end={chosen(!isDescending, "chosen")}>
        {less}
      </MenuItem>
    </>
  );
}

function chosen(isChosen: boolean, label: string) {
  return isChosen ? <Icon name="check" size="small" label={label} /> : null;
}

/** The columns over the list: there is no button on a narrow screen that they could hang on. */
export function ColumnDrawer({
  onClose,
  ...menu
}: ComponentProps<typeof ColumnMenu> & { readonly onClose: () => void }) {
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Columns"
      modal
    >
      <ColumnMenu {...menu} />
    </Drawer>
  );
}
