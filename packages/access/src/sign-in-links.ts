import { PlumblineError } from "@plumbline/base/errors";
import { newSecret } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { Audit } from "./audit";
import { sha256 } from "./digest";
import { insertFirstOwner, type NewOwner, type Owner, type OwnerParts, prepareOwner } from "./owners";
import { queryInTransaction, queryRows } from "./query";

export type SignInLinkPurpose =
  | { readonly purpose: "first-owner" }
  | { readonly purpose: "sign-in"; readonly name: string; readonly email: string };

export interface SignInLinks {
  /**
   * A token of 256 random bits that works once within 15 minutes. For null it makes the first owner, else it signs this
   * person in. It belongs into a URL fragment: `<console>/welcome#<token>`.
   */
  createSignInLink(userId: string | null): Promise<string>;
  /** What the link is for, without using it up. Throws `resource.gone` for every link that does not work. */
  describeSignInLink(token: string): Promise<SignInLinkPurpose>;
  /**
   * Uses the link up and answers whom to sign in. A link for the first owner needs `newOwner`; when that is refused, the
   * link stays whole. Throws `resource.gone`, alike for unknown, used and expired links.
   */
  redeemSignInLink(token: string, newOwner?: NewOwner): Promise<Owner>;
}

const validMinutes = 15;
const works = "used_at IS NULL AND expires_at > now()";

export function createSignInLinks(parts: OwnerParts): SignInLinks {
  const { pool, audit } = parts;
  return {
    async createSignInLink(userId) {
      const token = newSecret();
      await queryRows(
        pool,
        `INSERT INTO sign_in_link (token_hash, user_id, expires_at)
         VALUES ($1, $2, now() + make_interval(mins => $3::int))`,
        [sha256(token), userId, validMinutes],
      );
      await audit.record({
        action: "sign-in-link.created",
        principal: { kind: "system", job: "start" },
        ...(userId === null ? {} : { object: { kind: "user", id: userId } }),
      });
      return token;
    },
    describeSignInLink: (token) => describeSignInLink(pool, token),
    async redeemSignInLink(token, newOwner) {
      const found = await describeSignInLink(pool, token);
      if (found.purpose === "sign-in") {
        return queryInTransaction(pool, (client) => signInByLink(audit, client, token));
      }
      if (newOwner === undefined) {
        throw new PlumblineError("request.invalid", {
          field: "email",
          message: "This link makes the first owner: enter a name, an e-mail address and a password.",
        });
      }
      const prepared = await prepareOwner(parts, newOwner);
      return queryInTransaction(pool, async (client) => {
        await useLink(audit, client, token);
        const { owner, created } = await insertFirstOwner(audit, client, prepared);
        // Another link of an earlier start was quicker. The roll-back leaves this one unused, and useless all the same.
        if (!created) throw gone();
        return owner;
      });
    },
  };
}

async function describeSignInLink(pool: Pool, token: string): Promise<SignInLinkPurpose> {
  const [row] = await queryRows<{ userId: string | null; name: string | null; email: string | null }>(
    pool,
    `SELECT link.user_id AS "userId", "user".name, "user".email
     FROM sign_in_link link LEFT JOIN "user" ON "user".id = link.user_id
     WHERE link.token_hash = $1 AND ${works}
       AND (link.user_id IS NOT NULL OR NOT EXISTS (SELECT FROM membership WHERE role = 'owner'))`,
    [sha256(token)],
  );
  if (row === undefined) throw gone();
  if (row.userId === null || row.name === null || row.email === null) return { purpose: "first-owner" };
  return { purpose: "sign-in", name: row.name, email: row.email };
}

/** The one statement that uses a link up: of many at once, exactly one finds the row unused. */
async function useLink(audit: Audit, client: PoolClient, token: string): Promise<string | null> {
  const [used] = await queryRows<{ userId: string | null }>(
    client,
    `UPDATE sign_in_link SET used_at = now() WHERE token_hash = $1 AND ${works} RETURNING user_id AS "userId"`,
    [sha256(token)],
  );
  if (used === undefined) throw gone();
  await audit.record(
    {
      action: "sign-in-link.redeemed",
      ...(used.userId === null ? {} : { object: { kind: "user", id: used.userId } }),
    },
    client,
  );
  return used.userId;
}

async function signInByLink(audit: Audit, client: PoolClient, token: string): Promise<Owner> {
  const userId = await useLink(audit, client, token);
  const [person] = await queryRows<Owner>(client, `SELECT id AS "userId", email, name FROM "user" WHERE id = $1`, [
    userId,
  ]);
  if (person === undefined) throw gone();
  return person;
}

function gone(): PlumblineError {
  return new PlumblineError("resource.gone", {
    message: "This sign-in link does not work: it was used, it is older than 15 minutes, or it never was one.",
  });
}
