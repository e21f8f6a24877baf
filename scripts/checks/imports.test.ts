import { describe, expect, test } from "vitest";
import { findCycles, readImports } from "./import-graph";
import { rules } from "./import-rules";

const imports = readImports();

test("the import graph is read: it has files of every layer", () => {
  const sources = new Set(imports.map(({ from }) => from.split("/").slice(0, 2).join("/")));
  for (const folder of ["packages/db", "packages/access", "packages/span", "apps/cli"])
    expect(sources).toContain(folder);
  expect(imports.filter(({ to }) => to !== undefined).length).toBeGreaterThan(100);
});

describe("import rules", () => {
  for (const rule of rules) {
    test(rule.name, () => {
      const broken = imports
        .filter((entry) => rule.breaks(entry))
        .map(({ from, specifier }) => `${from} imports ${specifier}`);
      expect(broken, rule.reason).toEqual([]);
    });
  }
});

test("no import cycle at run time", () => {
  expect(findCycles(imports).map((cycle) => cycle.join(" > "))).toEqual([]);
});

test("a cycle is found where there is one", () => {
  const entry = (from: string, to: string) => ({ from, to, specifier: to, isTypeOnly: false });
  expect(findCycles([entry("a", "b"), entry("b", "c"), entry("c", "a"), entry("c", "d")])).toEqual([
    ["a", "b", "c", "a"],
  ]);
});
