import { PlumblineError } from "@plumbline/base/errors";
import { newUuid } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { queryRows } from "./query";

export interface AttemptRule {
  /** First part of the key, so that two rules never share a count. */
  readonly name: string;
  readonly attemptsMax: number;
  /** At most 300: better-auth, which shares the table, deletes rows that are older. */
  readonly windowSeconds: number;
}

/** Counts attempts per rule and key in the database, so that every process counts alike. Windows are fixed, not rolling. */
export interface AttemptLimit {
  /** Throws `auth.rate_limited` when the window's attempts are used up; counts nothing. */
  check(rule: AttemptRule, key: string): Promise<void>;
  /** Counts one attempt, and throws as `check` does when it is one too many. */
  take(rule: AttemptRule, key: string): Promise<void>;
  /** Starts over, after a success. */
  clear(rule: AttemptRule, key: string): Promise<void>;
}

const nowMs = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

export function createAttemptLimit(pool: Pool): AttemptLimit {
  return {
    async check(rule, key) {
      const [row] = await queryRows<{ count: number; waitMs: string }>(
        pool,
        `SELECT count, (last_request + $2 - ${nowMs})::text AS "waitMs" FROM rate_limit WHERE key = $1`,
        [keyOf(rule, key), rule.windowSeconds * 1000],
      );
      if (row !== undefined && Number(row.waitMs) > 0 && row.count >= rule.attemptsMax) refuse(Number(row.waitMs));
    },
    async take(rule, key) {
      const [row] = await queryRows<{ count: number; waitMs: string }>(
        pool,
        `INSERT INTO rate_limit AS known (id, key, count, last_request) VALUES ($1, $2, 1, ${nowMs})
         ON CONFLICT (key) DO UPDATE SET
           count = CASE WHEN known.last_request + $3 < ${nowMs} THEN 1 ELSE known.count + 1 END,
           last_request = CASE WHEN known.last_request + $3 < ${nowMs} THEN ${nowMs} ELSE known.last_request END
         RETURNING count, (last_request + $3 - ${nowMs})::text AS "waitMs"`,
        [newUuid(), keyOf(rule, key), rule.windowSeconds * 1000],
      );
      if (row !== undefined && row.count > rule.attemptsMax) refuse(Number(row.waitMs));
    },
    async clear(rule, key) {
      await queryRows(pool, `DELETE FROM rate_limit WHERE key = $1`, [keyOf(rule, key)]);
    },
  };
}

function keyOf(rule: AttemptRule, key: string): string {
  return `${rule.name}|${key}`;
}

function refuse(waitMs: number): never {
  throw new PlumblineError("auth.rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}
