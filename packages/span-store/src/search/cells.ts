/**
 * The traces of a segment fall into 256 cells of neighbours, so that up to 256 traces have one each; sixteen cells are a group. Which
 * cells may hold something is a set of 256 bits.
 */
export type Cells = Int32Array;

export const cellCount = 256;
export const groupCount = 16;
export const cellsPerGroup = cellCount / groupCount;

const words = cellCount / 32;

export const noCells: Cells = new Int32Array(words);
export const allCells: Cells = new Int32Array(words).fill(-1);

/** The cell of the trace at this place of a segment. */
export function cellOf(place: number, traceCount: number): number {
  return Math.floor((place * cellCount) / Math.max(traceCount, 1));
}

export function groupOfCell(cell: number): number {
  return cell >>> 4;
}

export function newCells(): Cells {
  return new Int32Array(words);
}

export function addCell(cells: Cells, cell: number): void {
  cells[cell >>> 5] = (cells[cell >>> 5] as number) | (1 << (cell & 31));
}

/** @param groups A bit for each of the sixteen. */
export function addGroups(cells: Cells, groups: number): void {
  for (let word = 0; word < words; word++) {
    const [low, high] = [(groups >>> (word * 2)) & 1, (groups >>> (word * 2 + 1)) & 1];
    cells[word] = (cells[word] as number) | (low * 0xffff) | (high * 0xffff0000);
  }
}

export function hasCell(cells: Cells, cell: number): boolean {
  return ((cells[cell >>> 5] as number) & (1 << (cell & 31))) !== 0;
}

export function isEmpty(cells: Cells): boolean {
  return cells === noCells || cells.every((word) => word === 0);
}

export function inBoth(a: Cells, b: Cells): Cells {
  if (a === allCells) return b;
  if (b === allCells) return a;
  return a.map((word, index) => word & (b[index] as number));
}

export function inEither(a: Cells, b: Cells): Cells {
  if (a === noCells) return b;
  if (b === noCells) return a;
  return a.map((word, index) => word | (b[index] as number));
}

export function countCells(cells: Cells): number {
  let count = 0;
  for (const word of cells) for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
