import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePayload } from "../codec";
import { selectSpans } from "../read/select-spans";
import { storeOtlpJson } from "../testing";
import { settleTraceTotals } from "./settle-totals";

const { pool } = await useTestDatabase();

const startNano = BigInt(Date.now() - 60_000) * 1_000_000n;

/** One version of a span: runs or has ended, and says more or less. */
const version = fc.record({
  trace: fc.integer({ min: 1, max: 2 }),
  span: fc.integer({ min: 1, max: 4 }),
  parent: fc.integer({ min: 0, max: 5 }),
  startShift: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  durationNs: fc.option(fc.integer({ min: 0, max: 3_000 })),
  name: fc.constantFrom("answer", "retrieve", "chat"),
  status: fc.constantFrom(0, 1, 2),
  message: fc.constantFrom("", "timed out", "refused"),
  attributes: fc.uniqueArray(
    fc.constantFrom(
      ["openinference.span.kind", { stringValue: "LLM" }],
      ["llm.model_name", { stringValue: "gpt-4o" }],
      ["llm.token_count.prompt", { intValue: 12 }],
      ["llm.token_count.completion", { intValue: 3 }],
      ["session.id", { stringValue: "s1" }],
      ["input.value", { stringValue: "what?" }],
      ["input.value", { stringValue: "why?" }],
      ["output.value", { stringValue: "so." }],
    ),
    { maxLength: 5, selector: ([key]) => key },
  ),
  service: fc.constantFrom("shop", "model-gateway"),
});
type Version = typeof version extends fc.Arbitrary<infer Value> ? Value : never;

const spanIdOf = (number: number) => number.toString(16).padStart(16, "5");

function toRequest(versions: readonly Version[]): object {
  return {
    resourceSpans: versions.map(({ service, trace, span, parent, startShift, durationNs, attributes, ...fields }) => {
      const start = startNano + BigInt(startShift) * 1_000n;
      return {
        resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: trace.toString(16).padStart(32, "7"),
                spanId: spanIdOf(span),
                ...(parent === 0 ? {} : { parentSpanId: spanIdOf(parent) }),
                name: fields.name,
                startTimeUnixNano: `${start}`,
                endTimeUnixNano: durationNs === null ? "0" : `${start + BigInt(durationNs)}`,
                attributes: attributes.map(([key, value]) => ({ key, value })),
                status: { code: fields.status, message: fields.message },
              },
            ],
          },
        ],
      };
    }),
  };
}

async function readTables(projectId: ProjectId) {
  const { rows: span } = await pool.query(
    "SELECT * FROM span WHERE project_id = $1 ORDER BY trace_id, span_id, start_time",
    [projectId],
  );
  const { rows: trace } = await pool.query("SELECT * FROM trace WHERE project_id = $1 ORDER BY trace_id", [projectId]);
  const without = (row: Record<string, unknown>) => {
    const { project_id: _, first_received_at: __, last_received_at: ___, ...rest } = row;
    return rest;
  };
  return { span: span.map(without), trace: trace.map(without) };
}

/** Content hashes of every span in every stored payload. */
async function storedContents(projectId: ProjectId): Promise<Set<bigint>> {
  const { rows } = await pool.query<{ payload: Buffer }>("SELECT payload FROM trace_payload WHERE project_id = $1", [
    projectId,
  ]);
  return new Set(
    rows.flatMap(({ payload }) =>
      selectSpans(decodePayload(payload), {}).map(
        ({ version: { hashHigh, hashLow } }) => (BigInt(hashHigh) << 32n) | BigInt(hashLow >>> 0),
      ),
    ),
  );
}

const newProject = () => newUuid() as ProjectId;

test("batches that are split, permuted, repeated and sent at once leave the same tables as one batch in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(version, { minLength: 1, maxLength: 9 }),
      fc.infiniteStream(fc.nat()),
      fc.boolean(),
      fc.constantFrom(0, 3, 4_000),
      async (versions, random, isAtOnce, storedSpansMax) => {
        const next = () => random.next().value as number;
        const inOrder = newProject();
        await storeOtlpJson(pool, inOrder, toRequest(versions));

        const mixed = newProject();
        const repeated = [...versions, ...versions.filter(() => next() % 3 === 0)];
        const shuffled = repeated
          .map((entry) => ({ entry, key: next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const batches: Version[][] = [];
        while (shuffled.length > 0) batches.push(shuffled.splice(0, 1 + (next() % 4)));
        const send = (batch: Version[]) => storeOtlpJson(pool, mixed, toRequest(batch), { storedSpansMax });
        if (isAtOnce) await Promise.all(batches.map(send));
        else for (const batch of batches) await send(batch);
        await settleTraceTotals(pool);

        const tables = await readTables(mixed);
        expect(tables).toEqual(await readTables(inOrder));
        const contents = await storedContents(mixed);
        for (const row of tables.span) expect(contents).toContain(row.content_hash);

        for (const batch of batches) await send(batch);
        await settleTraceTotals(pool);
        expect(await readTables(mixed)).toEqual(tables);
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 120_000);
