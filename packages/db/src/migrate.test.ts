import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { MigrationError, migrate, readMigrations } from "./migrate";
import { createPool } from "./pool";
import { createPrismaClient } from "./prisma";
import { useTestDatabase } from "./testing";

const database = await useTestDatabase();

async function folderWith(migrations: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-migrations-"));
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

test("migrating an up-to-date database changes nothing", async () => {
  expect(await migrate(database.pool)).toEqual([]);
});

test("four runners at once apply each migration exactly once", async () => {
  const { rows } = await database.pool.query("SELECT checksum, migration_name FROM _prisma_migrations");
  const shipped = await readMigrations();
  const folder = await folderWith({
    ...Object.fromEntries(shipped.map(({ name, sql }) => [name, sql])),
    "29990101000000_counter": "CREATE TABLE counter (n int); INSERT INTO counter VALUES (1);",
  });
  const pools = Array.from({ length: 4 }, () => createPool({ url: database.url, applicationName: "test", max: 2 }));
  const applied = await Promise.all(pools.map((pool) => migrate(pool, folder)));
  await Promise.all(pools.map((pool) => pool.end()));
  expect(applied.flat()).toEqual(["29990101000000_counter"]);
  expect(rows).toHaveLength(shipped.length);
});

test("a failing migration is undone and named", async () => {
  const shipped = Object.fromEntries((await readMigrations()).map(({ name, sql }) => [name, sql]));
  const folder = await folderWith({
    ...shipped,
    "29990101000000_counter": "CREATE TABLE counter (n int); INSERT INTO counter VALUES (1);",
    "29990102000000_broken": "CREATE TABLE half_done (n int); SELECT 1/0;",
  });
  await expect(migrate(database.pool, folder)).rejects.toThrow(
    /29990102000000_broken failed and was undone: division by zero/,
  );
  const { rows } = await database.pool.query("SELECT to_regclass('half_done') AS found");
  expect(rows[0]).toEqual({ found: null });
});

test("a database of a newer version is refused in one sentence", async () => {
  await expect(migrate(database.pool)).rejects.toThrow(MigrationError);
  await expect(migrate(database.pool)).rejects.toThrow(/written by a newer version/);
});

test("every Prisma model reads its table: the models and the SQL agree", async () => {
  const prisma = createPrismaClient(database.pool);
  const names = [
    "user",
    "session",
    "account",
    "verification",
    "rateLimit",
    "project",
    "membership",
    "apiKey",
    "signInLink",
    "shareTicket",
    "auditEvent",
    "span",
    "tracePayload",
    "trace",
    "ingestReject",
    "searchState",
    "searchSegment",
    "searchNumber",
    "attributeKey",
    "judgeModel",
    "evaluation",
    "evaluationScore",
    "judgeCall",
  ] as const;
  for (const name of names) {
    const model = prisma[name] as unknown as { findMany(): Promise<unknown[]> };
    expect(await model.findMany(), name).toEqual([]);
  }
});
