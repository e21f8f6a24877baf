import type { ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createSavedViews, savedViewLimits } from "./saved-views";
import type { UserPrincipal } from "./sessions";
import { createTestApiKey, createTestProject, createTestUser, testGrant } from "./testing";

const database = await useTestDatabase();
const views = createSavedViews(database.pool);
let projectId: ProjectId;
let otherProjectId: ProjectId;
let ann: UserPrincipal;
let bob: UserPrincipal;

const read = (person: UserPrincipal, project = projectId) => testGrant("trace:read", project, person);
const may = async () => testGrant("view:manage", projectId);
const mayNot = async () => {
  throw Object.assign(new Error("no"), { code: "auth.forbidden" });
};
const create = (person: UserPrincipal, name: string, isShared = false) =>
  views.createSavedView(read(person), { name, search: "q=status+%3D+error", isShared }, may);
const namesOf = async (person: UserPrincipal) =>
  (await views.listSavedViews(read(person))).map((view) => `${view.name}${view.isOwn ? "" : ` of ${view.ownerName}`}`);

beforeAll(async () => {
  projectId = await createTestProject(database.pool);
  otherProjectId = await createTestProject(database.pool);
  ann = await createTestUser(database.pool, { projectId, role: "member" });
  bob = await createTestUser(database.pool, { projectId, role: "viewer" });
});
beforeEach(() => database.pool.query("DELETE FROM saved_view"));

test("a private view is seen by who made it and by nobody else, in no other project", async () => {
  const view = await create(ann, "  Failed   ones ");
  expect(view).toMatchObject({ name: "Failed ones", isOwn: true, isShared: false, isDefault: false });
  expect(await namesOf(ann)).toEqual(["Failed ones"]);
  expect(await namesOf(bob)).toEqual([]);
  expect(await views.listSavedViews(read(ann, otherProjectId))).toEqual([]);
  for (const grant of [read(bob), read(ann, otherProjectId)]) {
    await expect(views.updateSavedView(grant, view.id, { name: "x" }, may)).rejects.toMatchObject({
      code: "resource.not_found",
    });
    await expect(views.deleteSavedView(grant, view.id, may)).rejects.toMatchObject({ code: "resource.not_found" });
  }
});

test("sharing needs the right to, and then everybody sees the view", async () => {
  const view = await create(ann, "Slow");
  await expect(views.updateSavedView(read(ann), view.id, { isShared: true }, mayNot)).rejects.toThrow();
  expect(await namesOf(bob)).toEqual([]);
  await views.updateSavedView(read(ann), view.id, { isShared: true }, may);
  expect(await namesOf(bob)).toEqual([`Slow of ${ann.name}`]);
  await expect(views.createSavedView(read(bob), { name: "b", search: "", isShared: true }, mayNot)).rejects.toThrow();
  expect(await namesOf(bob)).toEqual([`Slow of ${ann.name}`]);
});

test("a shared view of somebody else can be renamed and deleted only with the right to, and never be taken away", async () => {
  const view = await create(ann, "Slow", true);
  await expect(views.updateSavedView(read(bob), view.id, { name: "x" }, mayNot)).rejects.toThrow();
  await expect(views.deleteSavedView(read(bob), view.id, mayNot)).rejects.toThrow();
  await expect(views.updateSavedView(read(bob), view.id, { isShared: false }, may)).rejects.toMatchObject({
    code: "request.invalid",
    field: "isShared",
  });
  expect((await views.updateSavedView(read(bob), view.id, { name: "Slower" }, may)).name).toBe("Slower");
  await views.deleteSavedView(read(bob), view.id, may);
  expect(await namesOf(ann)).toEqual([]);
});

test("one's own private view needs no further right to be changed and deleted", async () => {
  const view = await create(bob, "Mine");
  const changed = await views.updateSavedView(read(bob), view.id, { name: "Yours", search: "?range=1h" }, mayNot);
  expect(changed).toMatchObject({ name: "Yours", search: "range=1h" });
  await views.deleteSavedView(read(bob), view.id, mayNot);
  expect(await namesOf(bob)).toEqual([]);
});

test("a project has one default, which is shared, and a view that is taken back is none any more", async () => {
  const first = await create(ann, "First", true);
  const second = await create(ann, "Second");
  await views.updateSavedView(read(ann), first.id, { isDefault: true }, may);
  await expect(views.updateSavedView(read(ann), second.id, { isDefault: true }, may)).rejects.toMatchObject({
    field: "isDefault",
  });
  await views.updateSavedView(read(ann), second.id, { isShared: true, isDefault: true }, may);
  const defaults = (await views.listSavedViews(read(bob))).filter((view) => view.isDefault);
  expect(defaults.map((view) => view.name)).toEqual(["Second"]);
  const back = await views.updateSavedView(read(ann), second.id, { isShared: false }, may);
  expect(back).toMatchObject({ isShared: false, isDefault: false });
});

test("two defaults set at the same time leave one", async () => {
  const made = await Promise.all(["A", "B", "C", "D"].map((name) => create(ann, name, true)));
  await Promise.all(made.map(({ id }) => views.updateSavedView(read(ann), id, { isDefault: true }, may)));
  expect((await views.listSavedViews(read(ann))).filter((view) => view.isDefault)).toHaveLength(1);
});

test("an API key has no views of its own, and sees those that are shared", async () => {
  const { principal } = await createTestApiKey(database.pool, projectId, ["admin"]);
  const grant = testGrant("trace:read", projectId, principal);
  await expect(views.createSavedView(grant, { name: "a", search: "" }, may)).rejects.toMatchObject({
    field: "isShared",
  });
  const view = await views.createSavedView(grant, { name: "a", search: "", isShared: true }, may);
  expect(view).toMatchObject({ isOwn: false, ownerName: null });
  await create(ann, "Private");
  expect((await views.listSavedViews(grant)).map(({ name }) => name)).toEqual(["a"]);
});

test("names and addresses have their limits, and say so", async () => {
  await expect(create(ann, "   ")).rejects.toMatchObject({ field: "name" });
  await expect(create(ann, "x".repeat(savedViewLimits.nameCharsMax + 1))).rejects.toMatchObject({ field: "name" });
  const search = "x".repeat(savedViewLimits.searchCharsMax + 1);
  await expect(views.createSavedView(read(ann), { name: "x", search }, may)).rejects.toMatchObject({
    field: "search",
  });
});

test("shared views outlive the account that made them; private ones are swept", async () => {
  const gone = await createTestUser(database.pool, { projectId, role: "member" });
  await create(gone, "Shared", true);
  await create(gone, "Private");
  await database.pool.query(`DELETE FROM "user" WHERE id = $1`, [gone.userId]);
  expect(await namesOf(bob)).toEqual(["Shared of null"]);
  await create(ann, "Another");
  const { rows } = await database.pool.query("SELECT name FROM saved_view ORDER BY name");
  expect(rows).toEqual([{ name: "Another" }, { name: "Shared" }]);
});
