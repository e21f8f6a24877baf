import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import { isRetryable, sqlState } from "@plumbline/db/sqlstate";

/** One parameterised SQL statement. Builders return these, so that tests and reviewers read the text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Collects parameters while a builder writes the text: `value(x)` answers `$n`. */
export interface ParameterList {
  value(parameter: unknown): string;
  readonly values: readonly unknown[];
}

export function newParameterList(): ParameterList {
  const values: unknown[] = [];
  return { values, value: (parameter) => `$${values.push(parameter)}` };
}

/**
 * Runs a read and answers its rows. Throws `query.too_slow` when PostgreSQL cut it off at the pool's statement timeout and
 * `store.unavailable` when the database cannot be reached; anything else is a defect and passes through.
 */
export async function readRows<Row extends object>(pool: Pool, statement: Statement): Promise<Row[]> {
  try {
    const { rows } = await pool.query<Row>(statement.text, [...statement.values]);
    return rows;
  } catch (error) {
    throw asReadError(error);
  }
}

/** What a failed read is told as; see `readRows`. */
export function asReadError(error: unknown): unknown {
  if (sqlState(error) === "57014") return new PlumblineError("query.too_slow", { cause: error });
  if (!isRetryable(error)) return error;
  return new PlumblineError("store.unavailable", {
    message: "The database cannot be reached. Nothing was changed; try again in a few seconds.",
    retryAfterSeconds: 5,
    cause: error,
  });
}
