import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockSkew } from "./clock-skew";
import { buildForest } from "./forest";

interface Row {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly offsetUs: number;
  readonly durationUs: number | null;
}

function row(
  spanId: string,
  parentSpanId: string | null,
  service: string,
  offsetUs: number,
  durationUs: number | null,
) {
  return { spanId, parentSpanId, service, offsetUs, durationUs };
}

/** Shifts by span id, those of 0 left out. */
function shiftsOf(rows: readonly Row[]): Record<string, number> {
  const forest = buildForest(rows);
  const shifts = clockSkew(rows, forest);
  return Object.fromEntries(
    [...forest.order].flatMap((index, position) => {
      const shift = shifts[position] ?? 0;
      return shift === 0 ? [] : [[rows[index]?.spanId ?? "", shift]];
    }),
  );
}

describe("a span of another service", () => {
  test("that starts before its caller is put in the middle of it, its own children with it", () => {
    const rows = [
      row("client", null, "shop", 1000, 500),
      row("server", "client", "stock", 200, 300),
      row("query", "server", "stock", 250, 100),
    ];
    expect(shiftsOf(rows)).toEqual({ server: 900, query: 900 });
  });

  test("that starts before its caller and is longer starts with it", () => {
    expect(shiftsOf([row("client", null, "shop", 1000, 100), row("server", "client", "stock", 200, 300)])).toEqual({
      server: 800,
    });
  });

  test("that seems to answer after its caller has gone was timed by a clock that is ahead", () => {
    expect(shiftsOf([row("client", null, "shop", 0, 500), row("server", "client", "stock", 5000, 300)])).toEqual({
      server: -4900,
    });
  });

  test("that goes on after its caller stays where it is: it was handed over", () => {
    const longer = [row("publish", null, "shop", 0, 10), row("consume", "publish", "mail", 400, 900)];
    const besideOthers = [
      row("request", null, "shop", 0, 500),
      row("answer", "request", "shop", 10, 400),
      row("judge", "request", "evaluator", 600, 90),
    ];
    expect(shiftsOf(longer)).toEqual({});
    expect(shiftsOf(besideOthers)).toEqual({});
  });

  test("that lies inside of its moved caller stays", () => {
    const rows = [
      row("client", null, "shop", 1000, 500),
      row("server", "client", "stock", 200, 300),
      row("database", "server", "rows", 1150, 100),
    ];
    expect(shiftsOf(rows)).toEqual({ server: 900 });
  });

  test("that has not ended is moved only when it starts before its caller", () => {
    expect(shiftsOf([row("client", null, "shop", 100, 500), row("server", "client", "stock", 40, null)])).toEqual({
      server: 60,
    });
    expect(shiftsOf([row("client", null, "shop", 100, 500), row("server", "client", "stock", 140, null)])).toEqual({});
  });
});

test("spans of one service are never moved against each other", () => {
  expect(shiftsOf([row("a", null, "shop", 100, 50), row("b", "a", "shop", 0, 500)])).toEqual({});
});

test("no span of another service starts before its caller once it is moved", () => {
  const anyRow = fc.record({
    parent: fc.nat(),
    service: fc.constantFrom("a", "b", "c"),
    offsetUs: fc.integer({ min: -1000, max: 1000 }),
    durationUs: fc.option(fc.nat(500)),
  });
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), (parts) => {
      const rows = parts.map(({ parent, ...part }, index) => ({
        ...part,
        spanId: String(index),
        parentSpanId: index === 0 ? null : String(parent % index),
      }));
      const forest = buildForest(rows);
      const shifts = clockSkew(rows, forest);
      const startAt = (position: number) =>
        (rows[forest.order[position] ?? -1]?.offsetUs ?? 0) + (shifts[position] ?? 0);
      forest.parent.forEach((parent, position) => {
        const own = rows[forest.order[position] ?? -1]?.service;
        if (parent === -1 || own === rows[forest.order[parent] ?? -1]?.service) return;
        expect(startAt(position)).toBeGreaterThanOrEqual(startAt(parent));
      });
    }),
  );
});
