import type { SpanId } from "@plumbline/base/ids";
import { encodeSpanColumns } from "@plumbline/public-api/span-columns";
import type { SpanRow } from "@plumbline/span-store/read/types";
import { describe, expect, test } from "vitest";
import { criticalPathShares } from "./critical-path-shares";
import { errorText, fullerMessage } from "./error-text";
import { attemptsOf, failureStory } from "./failure-story";
import { spanSign, spanTag } from "./span-tag";
import { analyseTrace, buildTraceModel, type TraceModel } from "./trace-model";
import { correctedNote } from "./trace-totals";

type Brief = readonly [
  id: string,
  parent: string | null,
  startMs: number,
  durationMs: number | null,
  failed?: "failed",
];

function modelOf(spans: readonly Brief[]): TraceModel {
  const rows = spans.map(
    ([id, parent, startMs, durationMs, failed]): SpanRow => ({
      spanId: idOf(id),
      parentSpanId: parent === null ? null : idOf(parent),
      name: id.replace(/\d+$/, ""),
      service: "shop",
      kind: "CHAIN",
      status: failed === undefined ? "unset" : "error",
      offsetUs: startMs * 1000,
      durationNs: durationMs === null ? null : BigInt(durationMs) * 1_000_000n,
      model: null,
      inputTokens: null,
      outputTokens: null,
      cost: null,
      ttftMs: null,
      errorType: failed === undefined ? null : "Timeout",
      errorMessage: null,
    }),
  );
  const plain = buildTraceModel({ spans: encodeSpanColumns(rows) });
  return { ...plain, ...analyseTrace(plain) };
}

const skewedRow: Omit<SpanRow, "spanId" | "parentSpanId" | "service" | "offsetUs" | "durationNs"> = {
  name: "step",
  kind: "CHAIN",
  status: "unset",
  model: null,
  inputTokens: null,
  outputTokens: null,
  cost: null,
  ttftMs: null,
  errorType: null,
  errorMessage: null,
};

/** A span id that spells a name. */
function idOf(name: string): SpanId {
  return Buffer.from(name).toString("hex").padStart(16, "0").slice(-16) as SpanId;
}

const retried = modelOf([
  ["root", null, 0, 1000, "failed"],
  ["prep", "root", 0, 100],
  ["tool1", "root", 100, 400, "failed"],
  ["http1", "tool1", 110, 380, "failed"],
  ["tool2", "root", 500, 450, "failed"],
  ["http2", "tool2", 505, 440, "failed"],
]);
const at = (model: TraceModel, id: string) => model.indexOf.get(idOf(id)) ?? -1;

describe("the model of a trace", () => {
  test("knows who raised an error and who was broken by it", () => {
    expect(["root", "prep", "tool1", "http1"].map((id) => spanSign(retried, at(retried, id)))).toEqual([
      "broken",
      undefined,
      "broken",
      "error",
    ]);
    expect(retried.failure).toMatchObject({
      origin: at(retried, "http1"),
      broke: [at(retried, "tool1"), at(retried, "root")],
      handledBy: undefined,
      errorCount: 5,
    });
    expect(spanTag(retried, at(retried, "http1"))?.text).toBe("origin");
  });

  test("tells what happened before, when it failed and that it was tried again", () => {
    expect(failureStory(retried)).toEqual([
      { offsetUs: -10_000, text: "prep ended after 100 ms" },
      { offsetUs: 380_000, text: "http failed" },
      { offsetUs: 395_000, text: "tried again, failed again" },
    ]);
    const thrice = modelOf([
      ["root", null, 0, 1000, "failed"],
      ["get1", "root", 0, 100, "failed"],
      ["get2", "root", 200, 100, "failed"],
      ["get3", "root", 400, 100, "failed"],
    ]);
    const again = (model: TraceModel) => failureStory(model).at(-1)?.text;
    expect(again(thrice)).toBe("tried again 2 times, all failed");
    const helped = modelOf([
      ["root", null, 0, 1000],
      ["get1", "root", 0, 100, "failed"],
      ["get2", "root", 200, 100, "failed"],
      ["get3", "root", 400, 100],
      ["get4", "root", 600, 100],
    ]);
    expect(again(helped)).toBe("tried again 2 times, the last succeeded");
    expect(attemptsOf(retried, at(retried, "tool1"))).toBe(2);
    expect(attemptsOf(retried, at(retried, "root"))).toBe(1);
  });

  test("says of a failure what its exception says where that is more than the status", () => {
    const exception = "connect timed out after 3000 ms to 10.0.0.7";
    expect(fullerMessage("connect timed out", exception)).toBe(exception);
    expect(fullerMessage(null, exception)).toBe(exception);
    expect(fullerMessage("TimeoutError: no answer within 3 s", "no answer")).toBe("TimeoutError: no answer within 3 s");
    expect(fullerMessage("timed out", undefined)).toBe("timed out");
    expect(errorText("TimeoutError", fullerMessage("timed out", undefined))).toBe("TimeoutError: timed out");
  });

  test("accounts for the whole duration on the critical path, by name", () => {
    const shares = criticalPathShares(retried);
    expect(shares.reduce((sum, share) => sum + share.us, 0)).toBeCloseTo(1_000_000);
    expect(shares[0]).toMatchObject({ name: "http", us: 820_000 });
  });

  test("draws a span that has not ended to the end of the trace and calls it running", () => {
    const model = modelOf([
      ["root", null, 0, null],
      ["done", "root", 10, 50],
    ]);
    expect(model.spans[0]).toMatchObject({ durationUs: null, endUs: 60_000 });
    expect(spanSign(model, 0)).toBe("running");
    expect(model.failure).toBeUndefined();
  });

  test("shows every span, whatever its parents say, and why it stands at the top", () => {
    const model = modelOf([
      ["root", null, 0, 10],
      ["late", "gone", 1, 2],
      ["self", "self", 2, 3],
    ]);
    expect(model.spans).toHaveLength(3);
    expect(spanTag(model, at(model, "late"))?.text).toBe("no parent");
    expect(spanTag(model, at(model, "self"))?.text).toBe("cycle");
  });

  test("covers spans that another clock put before the start", () => {
    expect(
      modelOf([
        ["early", null, -5, 10],
        ["root", null, 0, 20],
      ]).whole,
    ).toEqual({ fromUs: -5000, toUs: 20_000 });
  });

  test("says how long a trace took with a wrong clock corrected, and lets what is recorded stand", () => {
    const span = (
      spanId: SpanId,
      parentSpanId: SpanId | null,
      service: string,
      startMs: number,
      durationMs: number,
    ) => ({
      ...skewedRow,
      spanId,
      parentSpanId,
      service,
      offsetUs: startMs * 1000,
      durationNs: BigInt(durationMs) * 1_000_000n,
    });
    const spans = encodeSpanColumns([
      span(idOf("stock"), idOf("root"), "stock", 0, 1000),
      span(idOf("root"), null, "shop", 5000, 2000),
    ]);
    expect(buildTraceModel({ spans }).correctedUs).toBe(2_000_000);
    expect(buildTraceModel({ spans }, "recorded")).toMatchObject({
      correctedUs: 2_000_000,
      whole: { fromUs: 0, toUs: 7_000_000 },
    });
    expect(retried.correctedUs).toBeUndefined();
    expect(correctedNote(7000, 2000)).toBe("as recorded, 2.00 s with the clock corrected");
    expect(correctedNote(2000, 2000.4)).toBeUndefined();
    expect(correctedNote(2000, undefined)).toBeUndefined();
  });
});
