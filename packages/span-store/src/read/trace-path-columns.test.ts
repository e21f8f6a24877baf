import { randomBytes } from "node:crypto";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { parsePath } from "@plumbline/span/extraction/path";
import { expect, test } from "vitest";
import { storeOtlpJson } from "../testing";
import { listTraces } from "./list-traces";
import { otlpRequest, type TestSpan } from "./otlp-builder";
import { columnBytesMax, columnCharsMax, readTraceColumns } from "./trace-path-columns";

const { pool } = await useTestDatabase();
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };
const startNano = 1_795_262_400_000_000_000n; // 2026-11-21T12:00:00Z

const idOf = (number: number) => number.toString(16).padStart(16, "0");
const pathOf = (text: string) => {
  const parsed = parsePath(text, { allowWildcard: true });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.path;
};

async function columnsOf(flushes: readonly (readonly TestSpan[])[], paths: readonly string[]) {
  const projectId = newUuid() as ProjectId;
  const traceId = randomBytes(16).toString("hex");
  for (const spans of flushes) {
    await storeOtlpJson(pool, projectId, otlpRequest(traceId, spans, { resource: { "host.name": "h1" } }));
  }
  const { items } = await listTraces(pool, projectId, { ...range, limit: 10 });
  const [columns] = await readTraceColumns(pool, projectId, items, paths.map(pathOf));
  return columns;
}

test("a value is the root's, else that of the first span by time that has one", async () => {
  const spans: TestSpan[] = [
    { spanId: idOf(3), parentSpanId: idOf(1), startNano: startNano + 9_000n, attributes: { late: 3, both: "late" } },
    { spanId: idOf(2), parentSpanId: idOf(1), startNano: startNano + 1_000n, attributes: { late: 2, both: "early" } },
    {
      spanId: idOf(1),
      startNano,
      endNano: startNano + 1_000_000n,
      attributes: { both: "root", "a.b.0.c": "x", "a.b.1.c": "y" },
    },
  ];
  const paths = [
    "attributes.both",
    "attributes.late",
    "attributes.none",
    "attributes.a.b[*].c",
    "attributes.a",
    "resource.attributes.host.name",
  ];
  expect(await columnsOf([spans], paths)).toEqual({
    values: {
      "attributes.both": "root",
      "attributes.late": 2,
      "attributes.none": null,
      "attributes.a.b[*].c": '["x","y"]',
      "attributes.a": '{"b":[{"c":"x"},{"c":"y"}]}',
      "resource.attributes.host.name": "h1",
    },
    isCut: false,
  });
});

test("the better version of a span speaks, whichever came first", async () => {
  const running = { spanId: idOf(1), startNano, endNano: 0n, attributes: { state: "running" } };
  const ended = { spanId: idOf(1), startNano, attributes: { state: "ended" } };
  for (const flushes of [
    [[running], [ended]],
    [[ended], [running]],
  ]) {
    expect((await columnsOf(flushes, ["attributes.state"]))?.values).toEqual({ "attributes.state": "ended" });
  }
});

test("a long text is cut, and of a trace that is too large the beginning is read and the rest said to be missing", async () => {
  const long = "長".repeat(columnCharsMax + 50);
  const big = "x".repeat(columnBytesMax.trace);
  const first = { spanId: idOf(1), startNano, endNano: startNano + 9_000_000n, attributes: { long, big } };
  const second = {
    spanId: idOf(2),
    parentSpanId: idOf(1),
    startNano: startNano + 5_000n,
    attributes: { later: "there" },
  };
  expect(await columnsOf([[first], [second]], ["attributes.long", "attributes.later"])).toEqual({
    values: { "attributes.long": "長".repeat(columnCharsMax), "attributes.later": null },
    isCut: true,
  });
});

test("a page without traces, or without columns, reads nothing", async () => {
  expect(await readTraceColumns(pool, newUuid(), [], [pathOf("attributes.a")])).toEqual([]);
});
