import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Field, spanFields, traceFields } from "./fields";
import { parseQuery } from "./parse";
import { queryLimits } from "./query";

const page = readFileSync(fileURLToPath(new URL("../../../docs/query.md", import.meta.url)), "utf8");

const examples = [...page.matchAll(/```query\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  (block ?? "").trim().split("\n"),
);

/** The table as the page must have it. */
function tableOf(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, summary, choices, isList }) => {
    const values = choices === undefined ? "" : `: ${choices.map((choice) => `\`${choice}\``).join(", ")}`;
    return `| \`${name}\` | ${type}${isList ? ", several" : ""} | ${summary}${values} |`;
  });
  return ["| field | holds | what it is |", "|---|---|---|", ...rows].join("\n");
}

describe("the page about the query language", () => {
  test("has examples", () => {
    expect(examples.length).toBeGreaterThan(40);
  });

  test.each(examples)("its example runs: %s", (example) => {
    expect(parseQuery(example)).toMatchObject({ ok: true });
  });

  test("has every field, with its type and meaning", () => {
    expect(page).toContain(tableOf(traceFields));
    expect(page).toContain(tableOf(spanFields));
  });

  test("shows errors as they are", () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \| (?:Clause (\d+): )?(.+[.?]) \|$/gm)].filter(
      ([, text]) => !parseQuery(text ?? "").ok,
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const [, text, clause, message] of rows) {
      const parsed = parseQuery(text ?? "");
      expect(parsed.ok ? undefined : parsed.errors[0]).toMatchObject({ message, clause: Number(clause) });
    }
  });

  test("says the limits", () => {
    const { charsMax, clausesMax, depthMax, valuesMax } = queryLimits;
    const characters = charsMax.toLocaleString("en");
    expect(page).toContain(
      `at most ${characters} characters, ${clausesMax} clauses, ${valuesMax} values in a list, and parentheses ${depthMax} deep`,
    );
  });
});
