import type { PoolClient } from "@plumbline/db/pool";

/** What pg's Connection offers to a query that copies; its published types leave these out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** CopyData frames of this size: the server reads a frame whole before it looks at the tuples in it. */
const frameBytesMax = 256 * 1024;

/**
 * Runs `text`, whose last statement is a COPY … FROM STDIN, and feeds it `data` in one go. Resolves when the server has taken
 * all of it; rejects with the server's error, after which the connection is ready for the next statement (ROLLBACK).
 */
export function copyIn(client: PoolClient, text: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = {
      submit: (connection: CopyConnection) => connection.query(text),
      handleCopyInResponse: (connection: CopyConnection) => {
        for (let at = 0; at < data.length; at += frameBytesMax) {
          connection.sendCopyFromChunk(data.subarray(at, at + frameBytesMax));
        }
        connection.endCopyFrom();
      },
      handleCommandComplete: () => {},
      // After this pg forgets the query; the statement behind it waits until the server is ready again.
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
      // pg wraps this one for its query timeout.
      callback: (error?: Error) => error && reject(error),
    };
    client.query(query as unknown as Parameters<PoolClient["query"]>[0]);
  });
}
