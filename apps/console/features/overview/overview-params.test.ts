import fc from "fast-check";
import { expect, test } from "vitest";
import { dimensions, formatOverviewParams, overviewKey, parseOverviewParams } from "./overview-params";

const value = fc.option(fc.oneof(fc.constant(""), fc.string({ maxLength: 20 })), { nil: undefined });
const params = fc.record({
  range: fc.constantFrom(
    { kind: "last" as const, preset: "7d" as const },
    { kind: "between" as const, fromMs: 1_000, toMs: 61_000 },
  ),
  application: value,
  model: value,
  spanName: value,
  environment: value,
  by: fc.option(fc.constantFrom(...dimensions), { nil: undefined }),
  compare: fc.constantFrom("off" as const, "before" as const, "week" as const),
  view: fc.constantFrom("charts" as const, "table" as const),
});

test("the address says everything that the page shows, values that are empty too", () => {
  fc.assert(
    fc.property(params, (shown) => {
      const search = new URLSearchParams(formatOverviewParams(shown));
      expect(parseOverviewParams(search)).toEqual(shown);
    }),
  );
});

test("another cut or comparison is another view of the same figures", () => {
  const shown = parseOverviewParams(new URLSearchParams("application=shop&by=model&compare=week&view=table"));
  expect(overviewKey(shown)).toBe("application=shop");
});
