import { PlumblineError } from "@plumbline/base/errors";
import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";
import { isRetryable } from "@plumbline/db/sqlstate";

type QueryValue = string | number | boolean | null | Date | Buffer | readonly string[];

/** Runs one statement. A database that is away becomes `store.unavailable`, so that a caller's client tries again. */
export async function queryRows<Row extends object>(
  target: Pool | PoolClient,
  text: string,
  values: readonly QueryValue[] = [],
): Promise<Row[]> {
  try {
    const result = await target.query<Row>(text, [...values]);
    return result.rows;
  } catch (error) {
    throw asStoreError(error);
  }
}

/** `inTransaction` with the same rule for a database that is away. */
export async function queryInTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(pool, work);
  } catch (error) {
    throw asStoreError(error);
  }
}

function asStoreError(error: unknown): unknown {
  if (error instanceof PlumblineError || !isRetryable(error)) return error;
  return new PlumblineError("store.unavailable", {
    message: "The database cannot be reached. Nothing was changed; try again.",
    retryAfterSeconds: 2,
    cause: error,
  });
}
