import type { PoolClient } from "@plumbline/db/pool";

/** One row of a binary COPY: each column's bytes as PostgreSQL sends them, null for NULL. */
export type CopiedRow = readonly (Buffer | null)[];

/** Signature (11 bytes), flags (4) and the length of the header extension (4). */
const headerBytes = 19;

/**
 * Runs `COPY (text) TO STDOUT` and answers its rows. For large values of bytes: pg reads them as text in any other way, twice as
 * long and decoded twice. COPY takes no parameters, so `text` holds its values as literals of `copyLiteral`.
 */
export async function copyOut(client: PoolClient, text: string): Promise<CopiedRow[]> {
  const parts: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const query = {
      submit: (connection: { query(text: string): void }) =>
        connection.query(`COPY (${text}) TO STDOUT (FORMAT binary)`),
      // The bytes belong to pg's own buffer, which the next message overwrites.
      handleCopyData: (message: { readonly chunk: Buffer }) => parts.push(Buffer.from(message.chunk)),
      handleCommandComplete: () => {},
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
      callback: (error?: Error) => error && reject(error),
    };
    client.query(query as unknown as Parameters<PoolClient["query"]>[0]);
  });
  return readTuples(Buffer.concat(parts));
}

/** An id, a number or an ISO time as a literal. Anything else is refused: nothing that needs escaping belongs in such a text. */
export function copyLiteral(value: string): string {
  if (/^[\w:.+-]+$/.test(value)) return `'${value}'`;
  throw new Error("Only ids, numbers and times may stand in the text of a COPY.");
}

function readTuples(bytes: Buffer): CopiedRow[] {
  const rows: CopiedRow[] = [];
  let at = headerBytes + bytes.readInt32BE(headerBytes - 4);
  for (;;) {
    const columns = bytes.readInt16BE(at);
    at += 2;
    if (columns === -1) return rows;
    const row: (Buffer | null)[] = [];
    for (let column = 0; column < columns; column++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length === -1) {
        row.push(null);
        continue;
      }
      row.push(bytes.subarray(at, at + length));
      at += length;
    }
    rows.push(row);
  }
}
