import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "./embedded-postgres";
import { freePort } from "./free-port";
import { migrate } from "./migrate";
import { createPool } from "./pool";
import { choosePostgresPlace } from "./postgres-place";

/**
 * vitest globalSetup: one throw-away PostgreSQL for the run, with a migrated template that each test file clones
 * (testing.ts). PLUMBLINE_TEST_DATABASE_URL, when set, names a server to use instead.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.PLUMBLINE_TEST_DATABASE_URL;
  const server = given === undefined ? await startServer() : { url: given, stop: async () => {} };
  process.env.PLUMBLINE_TEST_SERVER_URL = server.url;

  const template = `plumbline_template_${randomBytes(4).toString("hex")}`;
  const admin = createPool({ url: server.url, applicationName: "test-setup", max: 1, statementTimeoutMs: 60_000 });
  await admin.query(`CREATE DATABASE ${template}`);
  const url = new URL(server.url);
  url.pathname = `/${template}`;
  const pool = createPool({ url: url.href, applicationName: "test-setup", max: 2, statementTimeoutMs: 60_000 });
  await migrate(pool);
  await pool.end();
  process.env.PLUMBLINE_TEST_TEMPLATE = template;

  return async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await admin.end();
    await server.stop();
  };
}

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-test-"));
  await chmod(folder, 0o755);
  const place = await choosePostgresPlace(path.join(folder, "postgres"));
  const postgres = await startEmbeddedPostgres({
    place,
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    logFile: path.join(folder, "postgres.log"),
    isDurable: false,
    maxConnections: 300,
  });
  return {
    url: postgres.url("postgres"),
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
