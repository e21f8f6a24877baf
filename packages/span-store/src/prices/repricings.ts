import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { newUuid } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { sqlState } from "@plumbline/db/sqlstate";
import { readRows } from "../read/statement";
import { checkRange } from "../read/trace-filter";

/** Calls of a range of time that are priced again with the prices that hold now. */
export interface Repricing {
  readonly id: string;
  /** Traces that began from here on, */
  readonly from: Date;
  /** before this time, */
  readonly to: Date;
  /** and of which those before this time are done. */
  readonly doneUntil: Date;
  /** With a call whose cost has changed. */
  readonly traces: number;
  /** Calls whose cost has changed. */
  readonly spans: number;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

export interface Repricings {
  /** The newest first; at most 50. */
  list(grant: Grant<"trace:read">): Promise<Repricing[]>;
  /** Throws `resource.conflict` while another one of the project goes on. The worker does it. */
  request(grant: Grant<"price:manage">, range: { readonly from: Date; readonly to: Date }): Promise<Repricing>;
}

const columns = `id, from_time AS "from", to_time AS "to", done_until AS "doneUntil", traces::float8, spans::float8,
  requested_at AS "requestedAt", finished_at AS "finishedAt"`;

export function createRepricings({ pool }: { readonly pool: Pool }): Repricings {
  return {
    list: ({ projectId }) =>
      readRows<Repricing>(pool, {
        text: `SELECT ${columns} FROM repricing WHERE project_id = $1 ORDER BY requested_at DESC, id LIMIT 50`,
        values: [projectId],
      }),
    async request({ projectId }, range) {
      checkRange(range);
      const [made] = await readRows<Repricing>(pool, {
        text: `INSERT INTO repricing (id, project_id, from_time, to_time, done_until) VALUES ($1, $2, $3, $4, $3)
RETURNING ${columns}`,
        values: [newUuid(), projectId, range.from.toISOString(), range.to.toISOString()],
      }).catch((error: unknown) => {
        if (sqlState(error) !== "23505") throw error;
        throw new PlumblineError("resource.conflict", {
          message: "Calls of this project are being priced again at the moment. Wait until that is done.",
        });
      });
      if (made === undefined) throw new Error("INSERT returned no row.");
      return made;
    },
  };
}
