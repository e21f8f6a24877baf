import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { newUuid } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { queryInTransaction, queryRows } from "./query";

/** A named address of the trace list. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** Query string of the list, without "?". */
  readonly search: string;
  /** Everybody in the project sees it; otherwise only who made it. */
  readonly isShared: boolean;
  /** What the list shows when it is opened without an address of its own. One per project at most, and shared. */
  readonly isDefault: boolean;
  /** The caller made it. */
  readonly isOwn: boolean;
  /** Null once the account is gone. */
  readonly ownerName: string | null;
  readonly updatedAt: Date;
}

export interface NewSavedView {
  readonly name: string;
  readonly search: string;
  readonly isShared?: boolean | undefined;
}

export interface SavedViewChange {
  readonly name?: string | undefined;
  readonly search?: string | undefined;
  readonly isShared?: boolean | undefined;
  readonly isDefault?: boolean | undefined;
}

/** Needed for everything that others see: sharing, the default, and shared views of other people. */
export type ManageViews = () => Promise<Grant<"view:manage">>;

export interface SavedViews {
  /** Those of the caller and those that are shared, by name. */
  listSavedViews(grant: Grant<"trace:read">): Promise<SavedView[]>;
  /** A private view needs an account; `manage` is asked for a shared one. */
  createSavedView(grant: Grant<"trace:read">, input: NewSavedView, manage: ManageViews): Promise<SavedView>;
  /** Throws `resource.not_found` for a view that the caller does not see. */
  updateSavedView(
    grant: Grant<"trace:read">,
    id: string,
    change: SavedViewChange,
    manage: ManageViews,
  ): Promise<SavedView>;
  deleteSavedView(grant: Grant<"trace:read">, id: string, manage: ManageViews): Promise<void>;
}

export const savedViewLimits = { nameCharsMax: 80, searchCharsMax: 8_000, viewsMax: 200 } as const;

const columns = `saved_view.id, saved_view.name, saved_view.search, saved_view.is_shared AS "isShared",
  saved_view.is_default AS "isDefault", saved_view.owner_id IS NOT DISTINCT FROM $2 AND $2 IS NOT NULL AS "isOwn",
  (SELECT name FROM "user" WHERE "user".id = saved_view.owner_id) AS "ownerName", saved_view.updated_at AS "updatedAt"`;

/** What a principal sees; `$1` is the project, `$2` the account. */
const visible = "saved_view.project_id = $1 AND (saved_view.is_shared OR saved_view.owner_id = $2)";

export function createSavedViews(pool: Pool): SavedViews {
  return {
    listSavedViews: (grant) =>
      queryRows<SavedView>(
        pool,
        `SELECT ${columns} FROM saved_view WHERE ${visible} ORDER BY lower(saved_view.name), saved_view.id`,
        [grant.projectId, ownerOf(grant)],
      ),
    createSavedView: (grant, input, manage) => createSavedView(pool, grant, input, manage),
    updateSavedView: (grant, id, change, manage) => updateSavedView(pool, grant, id, change, manage),
    deleteSavedView: (grant, id, manage) => deleteSavedView(pool, grant, id, manage),
  };
}

function ownerOf({ principal }: Grant<"trace:read">): string | null {
  return principal.kind === "user" ? principal.userId : null;
}

async function createSavedView(
  pool: Pool,
  grant: Grant<"trace:read">,
  input: NewSavedView,
  manage: ManageViews,
): Promise<SavedView> {
  const ownerId = ownerOf(grant);
  const isShared = input.isShared === true;
  if (isShared) await manage();
  else if (ownerId === null) {
    refuse("isShared", "An API key has no views of its own. Send isShared: true, or sign in as a person.");
  }
  const name = checkName(input.name);
  const search = checkSearch(input.search);
  return queryInTransaction(pool, async (client) => {
    // What nobody can see any more: private views of accounts that are gone.
    await queryRows(client, "DELETE FROM saved_view WHERE project_id = $1 AND owner_id IS NULL AND NOT is_shared", [
      grant.projectId,
    ]);
    const [{ count } = { count: 0 }] = await queryRows<{ count: number }>(
      client,
      `SELECT count(*)::integer AS count FROM saved_view WHERE ${visible}`,
      [grant.projectId, ownerId],
    );
    if (count >= savedViewLimits.viewsMax) {
      refuse("name", `A project shows at most ${savedViewLimits.viewsMax} views. Delete one that is no longer needed.`);
    }
    const id = newUuid();
    await queryRows(
      client,
      "INSERT INTO saved_view (project_id, id, owner_id, name, search, is_shared) VALUES ($1, $2, $3, $4, $5, $6)",
      [grant.projectId, id, ownerId, name, search, isShared],
    );
    return getView(client, grant, id);
  });
}

async function updateSavedView(
  pool: Pool,
  grant: Grant<"trace:read">,
  id: string,
  change: SavedViewChange,
  manage: ManageViews,
): Promise<SavedView> {
  return queryInTransaction(pool, async (client) => {
    const before = await getView(client, grant, id);
    const isShared = change.isShared ?? before.isShared;
    const isDefault = isShared && (change.isDefault ?? before.isDefault);
    const touchesOthers =
      (before.isShared && !before.isOwn) || isShared !== before.isShared || isDefault !== before.isDefault;
    if (touchesOthers) await manage();
    if (change.isShared === false && !before.isOwn) {
      refuse("isShared", "Only who made a view can take it back for themselves. You may delete it instead.");
    }
    if (change.isDefault === true && !isShared) {
      refuse("isDefault", "The default is for everybody. Share the view first, or send isShared: true with it.");
    }
    if (isDefault && !before.isDefault) {
      // One after the other: two new defaults at once would each leave the other one standing.
      await queryRows(client, "SELECT id FROM project WHERE id = $1 FOR NO KEY UPDATE", [grant.projectId]);
      await queryRows(
        client,
        "UPDATE saved_view SET is_default = false WHERE project_id = $1 AND is_default AND id <> $2",
        [grant.projectId, before.id],
      );
    }
    await queryRows(
      client,
      `UPDATE saved_view SET name = $3, search = $4, is_shared = $5, is_default = $6, updated_at = now()
       WHERE project_id = $1 AND id = $2`,
      [
        grant.projectId,
        before.id,
        change.name === undefined ? before.name : checkName(change.name),
        change.search === undefined ? before.search : checkSearch(change.search),
        isShared,
        isDefault,
      ],
    );
    return getView(client, grant, before.id);
  });
}

async function deleteSavedView(pool: Pool, grant: Grant<"trace:read">, id: string, manage: ManageViews): Promise<void> {
  await queryInTransaction(pool, async (client) => {
    const view = await getView(client, grant, id);
    if (!view.isOwn || view.isDefault) await manage();
    await queryRows(client, "DELETE FROM saved_view WHERE project_id = $1 AND id = $2", [grant.projectId, view.id]);
  });
}

/** Locks the row until the transaction ends. Throws `resource.not_found`. */
async function getView(client: PoolClient, grant: Grant<"trace:read">, id: string): Promise<SavedView> {
  const [view] = await queryRows<SavedView>(
    client,
    `SELECT ${columns} FROM saved_view WHERE ${visible} AND saved_view.id::text = $3 FOR UPDATE OF saved_view`,
    [grant.projectId, ownerOf(grant), id.toLowerCase()],
  );
  if (view !== undefined) return view;
  throw new PlumblineError("resource.not_found", {
    message: "There is no such view, or it is somebody else's own. Nothing was changed.",
  });
}

function checkName(text: string): string {
  const name = storableText(text).replace(/\s+/g, " ").trim();
  const { nameCharsMax } = savedViewLimits;
  if (name === "") refuse("name", "A view needs a name.");
  if (name.length > nameCharsMax) refuse("name", `The name of a view has at most ${nameCharsMax} characters.`);
  return name;
}

function checkSearch(text: string): string {
  const search = storableText(text).replace(/^\?/, "");
  const { searchCharsMax } = savedViewLimits;
  if (search.length > searchCharsMax) {
    refuse("search", `The address of a view has at most ${searchCharsMax} characters. Shorten its query.`);
  }
  return search;
}

function refuse(field: string, message: string): never {
  throw new PlumblineError("request.invalid", { field, message });
}
