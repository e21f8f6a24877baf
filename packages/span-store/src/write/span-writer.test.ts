import type { ProjectId } from "@plumbline/base/ids";
import { newUuid } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { storeOtlpJson } from "../testing";

const { pool } = await useTestDatabase();

const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
      scopeSpans: [
        {
          scope: { name: "test" },
          spans: [
            {
              traceId: "5b8efff798038103d269b633813fc60c",
              spanId: "eee19b7ec3c1b174",
              name: "answer",
              kind: 2,
              startTimeUnixNano: "1787400000000000123",
              endTimeUnixNano: "1787400001000000123",
              attributes: [
                { key: "input.value", value: { stringValue: "How long is the warranty?" } },
                { key: "output.value", value: { stringValue: "24 months." } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

test("a stored span has its row, its payload and its trace, and sending it again changes nothing", async () => {
  const projectId = newUuid() as ProjectId;
  expect(await storeOtlpJson(pool, projectId, request)).toMatchObject({ storedSpans: 1, rejected: [] });
  const before = await readAll(projectId);
  expect(before.span).toMatchObject([
    { name: "answer", service: "shop", start_time_ns: 123, duration_ns: 1000000000n },
  ]);
  expect(before.trace).toMatchObject([
    { application: "shop", input_preview: "How long is the warranty?", output_preview: "24 months.", span_count: 1 },
  ]);
  expect(before.trace_payload).toHaveLength(1);
  await storeOtlpJson(pool, projectId, request);
  expect(await readAll(projectId)).toEqual(before);
});

async function readAll(projectId: string) {
  const read = async (table: string) =>
    (await pool.query(`SELECT * FROM ${table} WHERE project_id = $1 ORDER BY 1, 2, 3`, [projectId])).rows;
  return { span: await read("span"), trace_payload: await read("trace_payload"), trace: await read("trace") };
}
