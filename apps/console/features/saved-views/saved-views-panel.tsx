"use client";

import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Icon } from "@plumbline/ui/icon";
import { Menu, MenuItem, MenuSeparator } from "@plumbline/ui/menu";
import { TextInput } from "@plumbline/ui/text-input";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useSavedViewEdit } from "./use-saved-view-edit";

type Edit = ReturnType<typeof useSavedViewEdit>;

/** The views to choose from, what can be done with each, and the form that saves what the list shows now. */
export function SavedViewsPanel({
  projectId,
  views,
  view,
  isChanged,
  canManage,
  search,
  onOpen,
  onSaved,
}: {
  readonly projectId: string;
  readonly views: readonly SavedViewItem[];
  /** The one that is open. */
  readonly view: SavedViewItem | undefined;
  readonly isChanged: boolean;
  readonly canManage: boolean;
  readonly search: string;
  readonly onOpen: (view: SavedViewItem | undefined) => void;
  readonly onSaved: (view: SavedViewItem) => void;
}) {
  const edit = useSavedViewEdit(projectId);
  const [renaming, setRenaming] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  const own = views.filter(({ isShared }) => !isShared);
  const shared = views.filter(({ isShared }) => isShared);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>(".views-open") ?? [])];
    const at = document.activeElement instanceof HTMLElement ? buttons.indexOf(document.activeElement) : -1;
    if (by === 0 || buttons.length === 0) return;
    event.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  const row = (each: SavedViewItem) => (
    <ViewRow
      key={each.id}
      view={each}
      isCurrent={each.id === view?.id}
      canManage={canManage}
      isRenaming={renaming === each.id}
      edit={edit}
      onOpen={() => onOpen(each)}
      onRename={(isOn) => setRenaming(isOn ? each.id : undefined)}
    />
  );
  return (
    <div className="views-panel">
      <ul ref={list} onKeyDown={onKeyDown}>
        <li className="views-row">
          <button type="button" className="views-open" onClick={() => onOpen(undefined)}>
            <Icon name={view === undefined ? "check" : "traces"} size="small" />
            All traces
          </button>
        </li>
        {shared.length === 0 ? null : <li className="pl-menu-label">Shared with the project</li>}
        {shared.map(row)}
        {own.length === 0 ? null : <li className="pl-menu-label">Only yours</li>}
        {own.map(row)}
      </ul>
      {edit.error === null ? null : (
        <p className="pl-field-error views-error" role="alert">
          {edit.error.message}
        </p>
      )}
      {view !== undefined && isChanged && (view.isOwn || canManage) ? (
        <div className="views-update">
          <Button size="small" onClick={() => edit.mutate({ kind: "update", id: view.id, search })}>
            Save the change to “{view.name}”
          </Button>
        </div>
      ) : null}
      <NewView canManage={canManage} search={search} edit={edit} onSaved={onSaved} />
    </div>
  );
}

function ViewRow({
  view,
  isCurrent,
  canManage,
  isRenaming,
  edit,
  onOpen,
  onRename,
}: {
  readonly view: SavedViewItem;
  readonly isCurrent: boolean;
  readonly canManage: boolean;
  readonly isRenaming: boolean;
  readonly edit: Edit;
  readonly onOpen: () => void;
  readonly onRename: (isOn: boolean) => void;
}) {
  const [name, setName] = useState(view.name);
  if (isRenaming)
    return (
      <li className="views-row">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") edit.mutate({ kind: "update", id: view.id, name });
            onRename(false);
          }}
        >
          <TextInput
            aria-label={`New name of ${view.name}`}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              onRename(false);
            }}
          />
          <Button size="small" type="submit">
            Rename
          </Button>
        </form>
      </li>
    );
  const change = (part: { readonly isShared?: boolean; readonly isDefault?: boolean }) =>
    edit.mutate({ kind: "update", id: view.id, ...part });
  return (
    <li className="views-row">
      <button type="button" className="views-open" aria-current={isCurrent ? "true" : undefined} onClick={onOpen}>
        <Icon name={isCurrent ? "check" : "bookmark"} size="small" />
        <span className="pl-cut">{view.name}</span>
        <span className="pl-dim">{noteOf(view)}</span>
      </button>
      {view.isOwn || canManage ? (
        <Menu
          align="end"
          trigger={
            <button type="button" className="pl-act" aria-label={`Change ${view.name}`} title={`Change ${view.name}`}>
              <Icon name="dots" size="small" />
            </button>
          }
        >
          <MenuItem icon="edit" onSelect={() => onRename(true)}>
            Rename
          </MenuItem>
          {canManage && view.isOwn ? (
            <MenuItem icon={view.isShared ? "lock" : "share"} onSelect={() => change({ isShared: !view.isShared })}>
              {view.isShared ? "Keep to yourself" : "Share with the project"}
            </MenuItem>
          ) : null}
          {canManage && view.isShared ? (
            <MenuItem icon="check" onSelect={() => change({ isDefault: !view.isDefault })}>
              {view.isDefault ? "No longer the default" : "Make it the default"}
            </MenuItem>
          ) : null}
          <MenuSeparator />
          <MenuItem icon="trash" look="danger" onSelect={() => edit.mutate({ kind: "delete", id: view.id })}>
            Delete
          </MenuItem>
        </Menu>
      ) : null}
    </li>
  );
}

function noteOf({ isDefault, isShared, isOwn, ownerName }: SavedViewItem): ReactNode {
  const owner = isShared && !isOwn ? (ownerName ?? "made by a key") : "";
  return [isDefault ? "default" : "", owner].filter((text) => text !== "").join(", ");
}

function NewView({
  canManage,
  search,
  edit,
  onSaved,
}: {
  readonly canManage: boolean;
  readonly search: string;
  readonly edit: Edit;
  readonly onSaved: (view: SavedViewItem) => void;
}) {
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  return (
    <form
      className="views-new"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        edit.mutate(
          { kind: "create", name, search, isShared },
          {
            onSuccess: (saved) => {
              setName("");
              if (saved !== undefined) onSaved(saved);
            },
          },
        );
      }}
    >
      <TextInput
        aria-label="Name of the new view"
        placeholder="Save what the list shows as…"
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      {canManage ? (
        <Checkbox checked={isShared} onChange={(event) => setShared(event.target.checked)}>
          Shared
        </Checkbox>
      ) : null}
      <Button size="small" type="submit" disabled={name.trim() === "" || edit.isPending}>
        Save
      </Button>
    </form>
  );
}
