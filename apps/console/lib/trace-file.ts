/** The file that somebody dropped, until its page takes it. It lies in this tab's memory: nothing is sent or stored. */

/** Reading and drawing a larger one would stop the page. */
export const traceFileBytesMax = 200 * 1024 * 1024;

export interface DroppedFile {
  /** Tells two droppings of the same file apart. */
  readonly key: string;
  readonly name: string;
  readonly file: File;
}

let kept: DroppedFile | undefined;
let count = 0;
const listeners = new Set<() => void>();

export function keepTraceFile(file: File): void {
  count += 1;
  kept = { key: String(count), name: file.name, file };
  for (const listener of listeners) listener();
}

export function readTraceFile(): DroppedFile | undefined {
  return kept;
}

export function watchTraceFile(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
