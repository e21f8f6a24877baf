import type { Pool } from "@plumbline/db/pool";
import { openAccess } from "../launch/first-start";
import { Stop } from "../stop";
import { withDatabase } from "./with-database";

/** A way in for whoever has the machine: for the first owner, or for a person who forgot the password. */
export async function signInLink(args: readonly string[]): Promise<number> {
  const [email] = args;
  const url = await withDatabase(async ({ config, pool, secrets }) => {
    const access = openAccess(config, pool, secrets);
    try {
      const owner = await access.findFirstOwner();
      if (owner === undefined && email !== undefined)
        throw new Stop("Nobody has an account yet. Leave the address out.");
      const userId = email === undefined ? (owner?.userId ?? null) : await findUserId(pool, email);
      return `${config.consoleUrl}/welcome#${await access.createSignInLink(userId)}`;
    } finally {
      await access.close();
    }
  });
  console.log(`${url}\n\nIt works once, for 15 minutes.`);
  return 0;
}

async function findUserId(pool: Pool, email: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM "user" WHERE email = $1`, [
    email.trim().toLowerCase(),
  ]);
  if (rows[0] === undefined) throw new Stop(`Nobody here has the address ${email}.`);
  return rows[0].id;
}
