import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "../..");

/** Modules that the trace page imports in the browser. */
const entries = [
  "kind.ts",
  "json-text.ts",
  "tree.ts",
  "align-traces.ts",
  "critical-path.ts",
  "root-cause.ts",
  "clock-skew.ts",
  "self-time.ts",
  "span-statistics.ts",
  "flame.ts",
  "agent-graph.ts",
  "read-span.ts",
  "roll-up.ts",
  "document/unflatten.ts",
  "document/span-document.ts",
  "extraction/path.ts",
  "extraction/path-of.ts",
  "extraction/extract.ts",
  "extraction/detect.ts",
];

/** Run-time imports of a module; types vanish when it is compiled. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return `${join(dirname(from), specifier)}.ts`;
  const [, name, path] = /^@plumbline\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  return name === undefined ? specifier : join(packages, name, "src", `${path}.ts`);
}

test.each(entries)("%s runs in a browser: nothing of Node stands behind it", (entry) => {
  const seen = new Set<string>();
  const pending = [join(here, entry)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const specifier of importsOf(file)) {
      const target = resolve(file, specifier);
      expect(target, `${file} imports ${specifier}`).toMatch(/\.ts$/);
      pending.push(target);
    }
    expect(readFileSync(file, "utf8"), file).not.toMatch(/\b(?:Buffer|process)\./);
  }
  expect(seen.size).toBeGreaterThan(0);
});
