import { renderPath } from "@plumbline/span/extraction/render-path";
import fc from "fast-check";
import { type Field, operatorsOf, type Scope, spanFields, traceFields } from "./fields";
import type { Operator, Query, Value } from "./query";
import { isSearchable } from "./words";

/** Texts that need quotes, escapes and folding as often as not. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "and",
    "OR",
    "not",
    "in",
    "has",
    "exists",
    "a b",
    "退款政策",
    "ＡＢＣ",
    "5",
    "-1",
    "true",
    "5s",
    "=x",
    "!=",
    "-x",
    "a:b",
    "\\",
    '"',
  ),
);

export const searchableText = anyText.filter(isSearchable);

const pathField = fc
  .tuple(
    fc.constantFrom("attributes", "resource"),
    fc.array(
      fc.oneof(
        fc.record({
          type: fc.constant("name" as const),
          name: fc.constantFrom("a", "b.c", "x y", "会话", "0"),
          isQuoted: fc.boolean(),
        }),
        fc.record({
          type: fc.constant("name" as const),
          name: anyText.filter((name) => name.isWellFormed()),
          isQuoted: fc.constant(true),
        }),
        fc.record({ type: fc.constant("index" as const), index: fc.nat(99) }),
        fc.constant({ type: "wildcard" as const }),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([root, steps]) => {
    const branch = root === "resource" ? [{ type: "name" as const, name: "attributes", isQuoted: false }] : [];
    return renderPath([{ type: "name", name: root, isQuoted: false }, ...branch, ...steps]);
  });

const amount = fc
  .oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }))
  .map((n) => n + 0);

function valueFor(field: Field, operator: Operator): fc.Arbitrary<Value> {
  switch (field.type) {
    case "text":
      return operator === "~" ? anyText.filter((text) => text !== "") : anyText;
    case "choice":
      return fc.constantFrom(...(field.choices ?? []));
    case "duration":
    case "cost":
      return amount;
    case "count":
      return fc.oneof(
        fc.nat(),
        fc.maxSafeNat(),
        fc.nat(500).map((n) => n * 1_000),
      );
    case "score":
      return fc.oneof(
        fc.nat(100).map((n) => n / 100),
        fc.double({ min: 0, max: 1, noNaN: true }),
      );
    case "id":
      return fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 1, maxLength: 32 });
    case "any":
      if (operator === "~") return anyText.filter((text) => text !== "");
      if (operator !== "=" && operator !== "in")
        return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
      return fc.oneof(anyText, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
  }
}

function clauseOf(field: Field): fc.Arbitrary<Query> {
  return fc.constantFrom(...operatorsOf[field.type]).chain((operator) => {
    const counts = operator === "exists" ? [0, 0] : operator === "in" ? [1, 4] : [1, 1];
    return fc
      .array(valueFor(field, operator), { minLength: counts[0] ?? 0, maxLength: counts[1] ?? 0 })
      .map((values): Query => ({ type: "clause", field: field.name, operator, values }));
  });
}

/** For tests: random trees over all fields, normalised or not, within the limits of a query. */
export function anyQuery(scope: Scope, depth = 3): fc.Arbitrary<Query> {
  const fields = scope === "trace" ? traceFields : spanFields;
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...fields).chain(clauseOf) },
    { weight: 2, arbitrary: pathField.chain((name) => clauseOf({ name, type: "any", summary: "" })) },
    { weight: 2, arbitrary: searchableText.map((text): Query => ({ type: "text", text })) },
  );
  if (depth === 0) return leaf;
  const inner = anyQuery(scope, depth - 1);
  const items = fc.array(inner, { minLength: 1, maxLength: 3 });
  const branches: fc.Arbitrary<Query>[] = [
    leaf,
    items.map((list): Query => ({ type: "and", items: list })),
    items.map((list): Query => ({ type: "or", items: list })),
    inner.map((item): Query => ({ type: "not", item })),
  ];
  if (scope === "trace") branches.push(anyQuery("span", depth - 1).map((item): Query => ({ type: "has", item })));
  return fc.oneof(...branches);
}

/** For tests: texts made of the language's own pieces, most of them wrong. */
export const anyQueryText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "and",
        "or",
        "not",
        "has(",
        "(",
        ")",
        ",",
        "-",
        '"',
        "in",
        "in (",
        "exists",
        "=",
        "!=",
        "~",
        "!~",
        ">",
        ">=",
        "==",
        "\\",
        "'",
        "[",
      ),
      fc.constantFrom(
        "status",
        "duration",
        "tokens",
        "cost",
        "model",
        "kind",
        "trace",
        "score.correctness",
        "attributes.a[*].b",
        "attributes['x",
      ),
      fc.constantFrom("error", "2s", "10k", "$0.05", "50%", "LLM", "gpt-4o", "abc", "5", "退款", "true"),
      anyText,
    ),
    { maxLength: 40 },
  )
  .chain((pieces) => fc.constantFrom(" ", "", "  ").map((glue) => pieces.join(glue)));
