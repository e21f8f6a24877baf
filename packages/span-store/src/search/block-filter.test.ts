import { expect, test } from "vitest";
import { blockBytes, blockOf, buildFilter, groupsOf } from "./block-filter";
import { hashText, wordToken } from "./token-hash";
import { TokenTable } from "./token-table";

const token = (text: string) => wordToken(hashText(text));

/** Words as they fall in prose: most stand in one group, some in a few, few in all. */
function filled(words: number) {
  const table = new TokenTable(1 << 4);
  const groups = new Map<string, number>();
  for (let index = 0; index < words; index++) {
    const spread = index % 50 === 0 ? 0xffff : index % 5 === 0 ? 0b1010_0000 : 1 << (index % 16);
    groups.set(`word${index}`, spread);
    for (let group = 0; group < 16; group++) if (spread & (1 << group)) table.add(token(`word${index}`), 1 << group);
  }
  return { table, groups, filter: buildFilter(table) };
}

test("a filter knows every token in every group that holds it", () => {
  const { groups, filter } = filled(30_000);
  for (const [word, spread] of groups) {
    const found = groupsOf(filter.bytes, blockOf(token(word), filter.blocks) * blockBytes, token(word));
    expect(found & spread).toBe(spread);
  }
});

test("of absent tokens fewer than one in 300 leads to a group, and of 16 groups to two at most on average", () => {
  const { filter } = filled(30_000);
  let [hits, groups] = [0, 0];
  const asked = 100_000;
  for (let index = 0; index < asked; index++) {
    const absent = token(`absent${index}`);
    let found = groupsOf(filter.bytes, blockOf(absent, filter.blocks) * blockBytes, absent);
    if (found !== 0) hits += 1;
    for (; found !== 0; found &= found - 1) groups += 1;
  }
  expect(hits / asked).toBeLessThan(1 / 300);
  expect(groups / Math.max(1, hits)).toBeLessThan(3);
});

test("a token that stands in one group leads to little more than that", () => {
  const { groups, filter } = filled(30_000);
  let [words, extra] = [0, 0];
  for (const [word, spread] of groups) {
    if ((spread & (spread - 1)) !== 0) continue;
    words += 1;
    let others = groupsOf(filter.bytes, blockOf(token(word), filter.blocks) * blockBytes, token(word)) & ~spread;
    for (; others !== 0; others &= others - 1) extra += 1;
  }
  expect(extra / words).toBeLessThan(0.5);
});

test("a table finds what was added, with all its groups, however often it grew", () => {
  const { table, groups } = filled(5_000);
  expect(table.size).toBe(5_000);
  for (const [word, spread] of groups) expect(table.find(token(word))).toBe(spread);
  expect(table.find(token("absent"))).toBe(0);
});
