import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { createPool, type Pool } from "./pool";

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

/** A fresh clone of the migrated database. One per test file; real PostgreSQL, no mocks. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { PLUMBLINE_TEST_SERVER_URL: serverUrl, PLUMBLINE_TEST_TEMPLATE: template } = process.env;
  if (serverUrl === undefined || template === undefined)
    throw new Error("Run through the root vitest config: its global setup starts PostgreSQL.");
  const name = `plumbline_test_${randomBytes(6).toString("hex")}`;
  const admin = createPool({ url: serverUrl, applicationName: "test", max: 1, statementTimeoutMs: 60_000 });
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const pool = createPool({ url: url.href, applicationName: "test", max: 10 });
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** `createTestDatabase` that drops itself when the test file ends. */
export async function useTestDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  return database;
}
