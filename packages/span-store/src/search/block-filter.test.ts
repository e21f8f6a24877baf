import { expect, test } from "vitest";
import { buildFilter, cellsOf, sliceBytes, sliceStart } from "./block-filter";
import { countCells, hasCell } from "./cells";
import { hashText, wordToken } from "./token-hash";
import { TokenTable } from "./token-table";

const token = (text: string) => wordToken(hashText(text));

/** Words as they fall in prose: most stand in one trace, some in a few, few in all. */
function filled(words: number) {
  const table = new TokenTable(1 << 4);
  const spread = new Map<string, Set<number>>();
  for (let index = 0; index < words; index++) {
    const count = index % 50 === 0 ? 256 : index % 7 === 0 ? 30 : index % 3 === 0 ? 1 + (index % 6) : 1;
    spread.set(`word${index}`, new Set(Array.from({ length: count }, (_, nth) => (index * 31 + nth * 37) % 256)));
  }
  for (let cell = 0; cell < 256; cell++) {
    for (const [word, cells] of spread) if (cells.has(cell)) table.add(token(word), cell);
  }
  return { table, spread, filter: buildFilter(table) };
}

const { table, spread, filter } = filled(10_000);
/** As PostgreSQL cuts it out. */
const sliceOf = (text: string) => {
  const start = sliceStart(token(text), filter.blocks);
  return filter.bytes.subarray(start, start + sliceBytes);
};
const found = (text: string) => cellsOf(sliceOf(text), 0, token(text));

test("a filter knows every token in every cell that holds it", () => {
  const missing = [...spread].filter(([word, cells]) => {
    const known = found(word);
    return [...cells].some((cell) => !hasCell(known, cell));
  });
  expect(missing).toEqual([]);
});

test("every slice lies inside of the filter", () => {
  expect(new Set([...spread.keys()].map((word) => sliceOf(word).length))).toEqual(new Set([sliceBytes]));
});

test("of absent tokens one in fifty leads anywhere at most, and a hundred of them to four traces", () => {
  let [hits, cells] = [0, 0];
  const asked = 100_000;
  for (let index = 0; index < asked; index++) {
    const count = countCells(found(`absent${index}`));
    if (count > 0) hits += 1;
    cells += count;
  }
  expect(hits / asked).toBeLessThan(1 / 50);
  expect(cells / asked).toBeLessThan(0.04);
});

test("a token that stands in up to four traces leads to hardly more than these", () => {
  let [words, extra] = [0, 0];
  for (const [word, cells] of spread) {
    if (cells.size > 4) continue;
    words += 1;
    extra += countCells(found(word)) - cells.size;
  }
  expect(extra / words).toBeLessThan(0.05);
});

test("a filter of one token, and of none, can be asked", () => {
  const small = new TokenTable(1 << 4);
  expect(countCells(cellsOf(buildFilter(small).bytes, 0, token("word")))).toBe(0);
  small.add(token("word"), 7);
  expect(countCells(cellsOf(buildFilter(small).bytes, 0, token("word")))).toBe(1);
});

test("a table finds what was added, with all its groups, however often it grew", () => {
  expect(table.size).toBe(10_000);
  const known = [...spread.keys()].map((word) => {
    const places = table.find(token(word));
    return { count: places?.count, groups: places?.groups };
  });
  const added = [...spread.values()].map((cells) => ({
    count: Math.min(cells.size, 5),
    groups: [...cells].reduce((groups, cell) => groups | (1 << (cell >> 4)), 0),
  }));
  expect(known).toEqual(added);
  expect(table.find(token("absent"))).toBeUndefined();
});
