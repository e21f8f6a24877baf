import { useTestDatabase } from "@plumbline/db/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arrayLiteral } from "./array-literal";

const { pool } = await useTestDatabase();

test("PostgreSQL reads an array literal as the same array, whatever the text", async () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("NULL", "null", "", '"', "\\", "{a,b}", " a ", "a\nb"));
  const storable = text.map((value) => value.replaceAll("\u0000", ""));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(storable), { maxLength: 6 }), async (values) => {
      const { rows } = await pool.query("SELECT $1::text[] AS list", [arrayLiteral(values)]);
      expect(rows[0]?.list).toEqual(values);
    }),
    { numRuns: 200 },
  );
});

test("arrays of arrays travel as text", async () => {
  const inner = [["a", 'b"{},\\'], [], ["NULL"]];
  const { rows } = await pool.query("SELECT v::text[] AS list FROM unnest($1::text[]) AS v", [
    arrayLiteral(inner.map(arrayLiteral)),
  ]);
  expect(rows.map(({ list }) => list)).toEqual(inner);
});
