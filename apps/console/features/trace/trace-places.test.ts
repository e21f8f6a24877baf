import type { SpanId } from "@plumbline/base/ids";
import { encodeSpanColumns } from "@plumbline/public-api/span-columns";
import type { SpanRow } from "@plumbline/span-store/read/types";
import { describe, expect, test } from "vitest";
import { missingParents, skewedServices, topSpans } from "./missing-spans";
import { selfTimeOf } from "./self-time-of";
import { dottedEntries } from "./span-events";
import { spanTag } from "./span-tag";
import { buildTraceModel } from "./trace-model";

type Brief = readonly [id: number, parent: number | null, service: string, startMs: number, durationMs: number];

function idOf(id: number): SpanId {
  return id.toString(16).padStart(16, "0") as SpanId;
}

function treeOf(...spans: readonly Brief[]) {
  const rows = spans.map(
    ([id, parent, service, startMs, durationMs]): SpanRow => ({
      spanId: idOf(id),
      parentSpanId: parent === null ? null : idOf(parent),
      name: `span ${id}`,
      service,
      kind: "CHAIN",
      status: "unset",
      offsetUs: startMs * 1000,
      durationNs: BigInt(durationMs) * 1_000_000n,
      model: null,
      inputTokens: null,
      outputTokens: null,
      cost: null,
      ttftMs: null,
      errorType: null,
      errorMessage: null,
    }),
  );
  return { spans: encodeSpanColumns(rows) };
}

describe("a wrong clock", () => {
  const tree = treeOf(
    [1, null, "web", 500, 400],
    [2, 1, "web", 550, 300],
    [3, 2, "stock", 0, 200],
    [4, 3, "stock", 50, 100],
  );

  test("is corrected for drawing, and said once, at the top of what was moved", () => {
    const model = buildTraceModel(tree);
    expect(model.isSkewed).toBe(true);
    expect(model.spans.map(({ startUs }) => startUs / 1000)).toEqual([500, 550, 600, 650]);
    expect(model.whole).toEqual({ fromUs: 500_000, toUs: 900_000 });
    expect(spanTag(model, 2)).toMatchObject({ text: "clock +600 ms", tone: "warn" });
    expect(spanTag(model, 3)).toBeUndefined();
    expect([...skewedServices(model.spans)]).toEqual([["stock", 600_000]]);
  });

  test("is left as it was recorded where the reader wants that", () => {
    const model = buildTraceModel(tree, "recorded");
    expect(model.isSkewed).toBe(true);
    expect(model.spans.map(({ startUs }) => startUs / 1000)).toEqual([500, 550, 0, 50]);
    expect(skewedServices(model.spans).size).toBe(0);
  });
});

test("what is missing is named, with its children and since when it is known of", () => {
  const model = buildTraceModel(
    treeOf([1, null, "a", 0, 9], [2, 90, "a", 5, 1], [3, 91, "a", 3, 1], [4, 90, "a", 4, 1]),
  );
  expect(missingParents(model).map(({ spanId, children, sinceUs }) => [spanId, children.length, sinceUs])).toEqual([
    [idOf(91), 1, 3_000],
    [idOf(90), 2, 4_000],
  ]);
  expect(topSpans(model)).toHaveLength(4);
});

test("the self time of a span is what its children leave; a leaf has nothing to tell", () => {
  const model = buildTraceModel(
    treeOf([1, null, "a", 0, 100], [2, 1, "a", 10, 30], [3, 2, "a", 15, 10], [4, 1, "a", 30, 20]),
  );
  expect(selfTimeOf(model, 0)).toBe(60_000);
  expect(selfTimeOf(model, 1)).toBe(20_000);
  expect(selfTimeOf(model, 2)).toBeUndefined();
});

test("attributes of an event stand under the keys that they were sent with", () => {
  expect(dottedEntries({ net: { peer: { name: "a", port: 1 } }, list: [1], empty: {} })).toEqual([
    ["net.peer.name", "a", ["net", "peer", "name"]],
    ["net.peer.port", 1, ["net", "peer", "port"]],
    ["list", [1], ["list"]],
    ["empty", {}, ["empty"]],
  ]);
});
