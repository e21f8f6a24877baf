import { PlumblineError } from "@plumbline/base/errors";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { Audit } from "./audit";
import type { PasswordHasher } from "./password-hash";
import { requireGoodPassword } from "./password-rules";
import { queryInTransaction, queryRows } from "./query";

export interface NewOwner {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export interface Owner {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

export interface Owners {
  hasOwner(): Promise<boolean>;
  /** The owner who came first; undefined before the first sign-in. */
  findFirstOwner(): Promise<Owner | undefined>;
  /**
   * Makes the first owner of the first project. When there is an owner already, nothing changes and `created` is false:
   * a start that repeats PLUMBLINE_ADMIN_EMAIL is harmless. Throws `request.invalid` with the field at fault.
   */
  createFirstOwner(input: NewOwner): Promise<{ owner: Owner; created: boolean }>;
}

/** Only one first owner, however many browsers or launchers try at once. */
const firstOwnerLock = 7_270_738;

/** How better-auth calls the account row that holds a password. */
const passwordProvider = "credential";

export interface OwnerParts {
  readonly pool: Pool;
  readonly audit: Audit;
  readonly passwords: PasswordHasher;
  readonly ensureFirstProject: () => Promise<{ readonly id: ProjectId }>;
}

export function createOwners(parts: OwnerParts): Owners {
  const findFirstOwner = (target: Pool | PoolClient = parts.pool) => readFirstOwner(target);
  return {
    hasOwner: async () => (await findFirstOwner()) !== undefined,
    findFirstOwner: () => findFirstOwner(),
    async createFirstOwner(input) {
      const known = await findFirstOwner();
      if (known !== undefined) return { owner: known, created: false };
      const prepared = await prepareOwner(parts, input);
      return queryInTransaction(parts.pool, (client) => insertFirstOwner(parts.audit, client, prepared));
    },
  };
}

export interface PreparedOwner {
  readonly owner: Owner;
  readonly passwordHash: string;
  readonly projectId: ProjectId;
}

/** Everything that takes time or can be refused, before a transaction is opened or a link used up. */
export async function prepareOwner(parts: OwnerParts, input: NewOwner): Promise<PreparedOwner> {
  const email = normaliseEmail(input.email);
  const name = storableText(input.name).trim();
  if (name === "" || name.length > 120) {
    throw new PlumblineError("request.invalid", { field: "name", message: "Enter a name of 1 to 120 characters." });
  }
  requireGoodPassword(input.password, { email, name });
  const { id: projectId } = await parts.ensureFirstProject();
  return {
    owner: { userId: newUuid(), email, name },
    passwordHash: await parts.passwords.hash(input.password),
    projectId,
  };
}

/**
 * The rows that better-auth reads at sign-in, written here rather than through it, because the person, the password and
 * the place in the project stand or fall together in one transaction.
 */
export async function insertFirstOwner(
  audit: Audit,
  client: PoolClient,
  { owner, passwordHash, projectId }: PreparedOwner,
): Promise<{ owner: Owner; created: boolean }> {
  await queryRows(client, `SELECT pg_advisory_xact_lock($1)`, [firstOwnerLock]);
  const known = await readFirstOwner(client);
  if (known !== undefined) return { owner: known, created: false };
  await queryRows(client, `INSERT INTO "user" (id, name, email) VALUES ($1, $2, $3)`, [
    owner.userId,
    owner.name,
    owner.email,
  ]);
  await queryRows(
    client,
    `INSERT INTO account (id, account_id, provider_id, user_id, password) VALUES ($1, $2, $3, $2, $4)`,
    [newUuid(), owner.userId, passwordProvider, passwordHash],
  );
  await queryRows(
    client,
    `INSERT INTO membership (project_id, user_id, role)
     SELECT id, $1, 'owner' FROM project WHERE id = $2`,
    [owner.userId, projectId],
  );
  await audit.record(
    { action: "owner.created", projectId, object: { kind: "user", id: owner.userId }, detail: { email: owner.email } },
    client,
  );
  return { owner, created: true };
}

async function readFirstOwner(target: Pool | PoolClient): Promise<Owner | undefined> {
  const [owner] = await queryRows<Owner>(
    target,
    `SELECT "user".id AS "userId", "user".email, "user".name
     FROM membership JOIN "user" ON "user".id = membership.user_id
     WHERE membership.role = 'owner' ORDER BY membership.created_at, "user".id LIMIT 1`,
  );
  return owner;
}

/** NFKC first, then the check: an address that only looks like another must not become it later. */
export function normaliseEmail(text: string): string {
  const email = text.normalize("NFKC").trim().toLowerCase();
  if (email.length > 254 || !/^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(email)) {
    throw new PlumblineError("request.invalid", { field: "email", message: "This is not an e-mail address." });
  }
  return email;
}
