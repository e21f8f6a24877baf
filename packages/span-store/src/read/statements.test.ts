import { PlumblineError } from "@plumbline/base/errors";
import type { TraceId } from "@plumbline/base/ids";
import type { Query } from "@plumbline/query/query";
import { describe, expect, test } from "vitest";
import { errorGroupsStatement, spanGroupsStatement, traceGroupsStatement } from "../metrics/count-statements";
import { errorGroupsStatement as storedErrorsStatement } from "../metrics/error-groups";
import { grains } from "../metrics/metric-row";
import { bucketsStatement } from "../metrics/read-buckets";
import { formatCursor, parseCursor } from "./cursor";
import { freshnessStatement } from "./freshness";
import { traceStatement } from "./get-trace";
import { traceListStatement } from "./list-traces";
import { chunksText } from "./payload-chunks";
import { pulseStatement, pulseStepMs } from "./pulse";
import { spanColumnsStatement } from "./span-columns";
import { spanNamesStatement } from "./span-names";
import { allOf, where } from "./test-rows";
import { versionStatement } from "./trace-version";
import type { TraceQuery } from "./types";

const projectId = "0199aaaa-0000-7000-8000-000000000001";
const traceId = "0af7651916cd43dd8448eb211c80319c" as TraceId;
const position = { key: 1_764_000_000_123_456, traceId };
const bounds = { startIso: "2026-11-21T10:00:00Z", endIso: "2026-11-21T10:00:09Z" };
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };

function refusal(work: () => unknown): PlumblineError {
  try {
    work();
  } catch (error) {
    if (error instanceof PlumblineError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

describe("the SQL of a list", () => {
  const list = (query: Partial<TraceQuery>) => traceListStatement(projectId, { ...range, limit: 50, ...query });

  test("of the newest traces", () => expect(list({})).toMatchSnapshot());
  test("after a cursor", () => {
    const cursor = formatCursor(position, projectId, range);
    expect(list({ cursor })).toMatchSnapshot();
  });
  test("before a cursor", () => {
    const cursor = formatCursor(position, projectId, range);
    expect(list({ cursor, isBackward: true })).toMatchSnapshot();
  });
  test("by duration, after a cursor", () => {
    const sort = { field: "duration", isDescending: true } as const;
    const cursor = formatCursor({ key: 1_500_000_000, traceId }, projectId, { ...range, sort });
    expect(list({ sort, cursor })).toMatchSnapshot();
  });
  test("with every filter", () =>
    expect(
      list({
        query: allOf(
          where("application", "helpdesk"),
          where("status", "error"),
          where("span", "retrieve"),
          where("trace", "0AF7"),
          where("session", "s-1"),
          where("user", "u-1"),
          where("evaluation", "failed"),
        ),
      }),
    ).toMatchSnapshot());
  test("of one whole trace id leaves the time range out", () => {
    const { text, values } = list({ query: where("trace", "0af76519-16cd-43dd-8448-eb211c80319c") });
    expect(text).not.toContain("start_time >=");
    expect(values).toEqual([51, projectId, traceId]);
  });
  test("of several states has one branch per state", () =>
    expect(list({ query: where("status", "error", "incomplete") })).toMatchSnapshot());
  test("of several evaluation states has one branch per state", () =>
    expect(
      list({ query: allOf(where("evaluation", "failed", "partly"), where("status", "ok", "running")) }),
    ).toMatchSnapshot());
  test("of all states is the list without a filter", () =>
    expect(list({ query: where("status", "running", "ok", "error", "incomplete") })).toEqual(list({})));
  test("of unset ones reads keys first, and whole rows for one page only", () =>
    expect(list({ query: where("status", "unset") })).toMatchSnapshot());
  test("of slow ones walks the classes of durations", () => {
    const query: Query = { type: "clause", field: "duration", operator: ">", values: [2_000] };
    expect(list({ query })).toMatchSnapshot();
  });

  test("never holds a value of the caller", () => {
    const hostile = "x' OR 1=1 --";
    const fields = ["application", "span", "session", "user", "name", "model", "environment", "error"];
    const clauses = (["=", "~", "in"] as const).flatMap((operator) =>
      fields.map((field): Query => ({ type: "clause", field, operator, values: [hostile] })),
    );
    const { text } = list({ query: allOf(...clauses, { type: "has", item: allOf(where("name", hostile)) }) });
    expect(text).not.toContain("OR 1=1");
  });

  test.each([0, 201, 1.5, Number.NaN])("a limit of %s is refused", (limit) => {
    expect(refusal(() => list({ limit })).field).toBe("limit");
  });
  test.each(["xyz1", "0af7651916cd43dd8448eb211c80319c0", "", "%"])("the trace id %j is refused", (text) => {
    expect(refusal(() => list({ query: where("trace", text) })).message).toContain("1 to 32 hex digits");
  });
  test("an empty, reversed, endless or broken range is refused", () => {
    expect(refusal(() => list({ to: range.from })).field).toBe("to");
    expect(refusal(() => list({ from: range.to, to: range.from })).field).toBe("to");
    expect(refusal(() => list({ from: new Date(0) })).message).toContain("400 days");
    expect(refusal(() => list({ from: new Date("nonsense") })).code).toBe("request.invalid");
  });
});

test("the SQL of the other reads", () => {
  const segment = { place: 0, fromMs: 0, toMs: 60_000 };
  const spanBounds = { firstStart: "1970-01-01T00:00:00Z", lastEnd: "1970-01-01T00:02:00Z" };
  expect({
    pulse: pulseStatement(projectId, { ...range, query: where("status", "error", "running") }, 1_800_000),
    traceGroups: traceGroupsStatement(projectId, [segment]),
    spanGroups: spanGroupsStatement(projectId, [segment], spanBounds),
    errorGroups: errorGroupsStatement(projectId, [segment], spanBounds),
    buckets: bucketsStatement(
      projectId,
      {
        buckets: { originMs: 0, stepMs: 3_600_000, count: 24 },
        selection: {
          grain: grains.applicationModel,
          scope: "helpdesk",
          models: ["gpt-4o"],
          groupBy: ["model", "provider"],
          except: { columns: ["model", "provider"], groups: [{ model: "gpt-4o", provider: "azure" }] },
        },
        histograms: ["durations", "ttfts"],
      },
      { parts: [{ resolution: 1, fromMs: 0, toMs: 86_400_000 }] },
    ),
    storedErrors: storedErrorsStatement(
      projectId,
      { application: "helpdesk" },
      { parts: [{ resolution: 1, fromMs: 0, toMs: 86_400_000 }] },
    ),
    spanNames: spanNamesStatement(projectId, range),
    freshness: freshnessStatement(projectId),
    trace: traceStatement(projectId, traceId),
    version: versionStatement(projectId, traceId, bounds),
    chunks: chunksText(projectId, traceId, bounds, "oldest first"),
    chunksBefore: chunksText(projectId, traceId, bounds, "newest first", {
      startIso: "2026-11-21T10:00:05Z",
      contentHash: -7n,
    }),
    spans: spanColumnsStatement(projectId, traceId, bounds),
  }).toMatchSnapshot();
});

test("a pulse never has more than 61 buckets", () => {
  for (const hours of [0.01, 0.25, 1, 3, 6, 24, 72, 168, 720, 2160, 9600]) {
    const length = hours * 3_600_000;
    const step = pulseStepMs({ from: new Date(0), to: new Date(length) });
    expect(length / step).toBeLessThanOrEqual(60);
  }
});

describe("a cursor", () => {
  const cursor = formatCursor(position, projectId, range);

  test("comes back as it was, also when the range has moved on", () => {
    const later = { from: new Date(range.from.getTime() + 60_000), to: new Date(range.to.getTime() + 60_000) };
    expect(parseCursor(cursor, projectId, later)).toEqual(position);
  });
  test("is refused after any change of one character", () => {
    for (let index = 0; index < cursor.length; index++) {
      const changed = cursor.slice(0, index) + (cursor[index] === "A" ? "B" : "A") + cursor.slice(index + 1);
      expect(refusal(() => parseCursor(changed, projectId, range)).field).toBe("cursor");
    }
  });
  test.each(["", "x", "null", `${"A".repeat(40)}`, `${"A".repeat(4000)}`, "../../etc/passwd"])(
    "%j is refused",
    (text) => {
      expect(refusal(() => parseCursor(text, projectId, range)).code).toBe("request.invalid");
    },
  );
  test("is refused in another project, with other filters or in another order", () => {
    const other = "0199aaaa-0000-7000-8000-000000000002";
    expect(refusal(() => parseCursor(cursor, other, range)).field).toBe("cursor");
    expect(refusal(() => parseCursor(cursor, projectId, { ...range, query: where("status", "error") })).field).toBe(
      "cursor",
    );
    const sort = { field: "duration", isDescending: true } as const;
    expect(refusal(() => parseCursor(cursor, projectId, { ...range, sort })).field).toBe("cursor");
  });
});
