import type { ApiKeyScope } from "@plumbline/access/permissions";
import { createTestApiKey, createTestProject } from "@plumbline/access/testing";
import type { ProjectId } from "@plumbline/base/ids";
import { createLogger } from "@plumbline/base/log";
import type { TestDatabase } from "@plumbline/db/testing";
import { afterAll } from "vitest";
import { defaultLimits, type IngestLimits } from "./config";
import { type Ingest, startIngest } from "./start-ingest";

export interface TestIngest extends Ingest {
  readonly projectId: ProjectId;
  readonly key: string;
  post(body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>;
  newKey(scopes: readonly ApiKeyScope[]): Promise<string>;
}

/** A started ingest on a test database, with a project and a key; stopped when the test file ends. */
export async function useTestIngest(database: TestDatabase, limits: Partial<IngestLimits> = {}): Promise<TestIngest> {
  const projectId = await createTestProject(database.pool);
  const { key } = await createTestApiKey(database.pool, projectId, ["ingest"]);
  const ingest = await startIngest(
    { databaseUrl: database.url, host: "127.0.0.1", otlpHttpPort: 0, limits: { ...defaultLimits, ...limits } },
    createLogger("ingest", "silent"),
  );
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await ingest.stop();
    isStopped = true;
  };
  afterAll(stop);
  return {
    url: ingest.url,
    stop,
    projectId,
    key,
    post: (body, headers = {}) =>
      fetch(`${ingest.url}/v1/traces`, {
        method: "POST",
        body,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      }),
    newKey: async (scopes) => (await createTestApiKey(database.pool, projectId, scopes)).key,
  };
}

export function exportRequest(...spans: object[]): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
        scopeSpans: [{ scope: { name: "test" }, spans }],
      },
    ],
  });
}

/** One time for the whole test file: a span sent again must be the same span. */
const startNano = BigInt(Date.now()) * 1_000_000n;

/** A valid span; `number` makes its id and, unless given, its trace. */
export function jsonSpan(number: number, fields: object = {}): Record<string, unknown> {
  return {
    traceId: number.toString(16).padStart(32, "a"),
    spanId: number.toString(16).padStart(16, "b"),
    name: `span ${number}`,
    startTimeUnixNano: `${startNano}`,
    endTimeUnixNano: `${startNano + 20_000_000n}`,
    ...fields,
  };
}
