import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";

/** Master keys by their id. The current one seals; every one opens what it sealed, so that keys can be changed. */
export interface Keyring {
  readonly currentKid: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/**
 * What a sealed secret belongs to. It is authenticated with the secret, so that a ciphertext moved to another row,
 * project or address does not open.
 */
export interface SecretBinding {
  readonly table: string;
  readonly rowId: string;
  readonly projectId: string;
  /** Base URL that the secret is sent to, in one form: origin and path, without a final slash, query or fragment. */
  readonly baseUrl: string;
}

/** `v1.<kid>.<nonce>.<ciphertext>.<tag>`, the last three in base64url. A column that holds secrets takes only this. */
export type SealedSecret = string & { readonly __brand: "SealedSecret" };

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Builds the ring from 32-byte master keys, the current one first. The encryption key is derived with HKDF-SHA256 and the
 * key's id from its hash, so that neither needs to be configured. Throws where a key is not 32 bytes.
 */
export function createKeyring(current: Buffer, ...older: readonly Buffer[]): Keyring {
  const keys = new Map<string, Buffer>();
  for (const master of [current, ...older]) {
    if (master.length !== 32) throw new Error(`A master key has 32 bytes; this one has ${master.length}.`);
    keys.set(kidOf(master), Buffer.from(hkdfSync("sha256", master, "", "plumbline sealed secret v1", 32)));
  }
  return { currentKid: kidOf(current), keys };
}

function kidOf(master: Buffer): string {
  return createHash("sha256").update("plumbline master key id").update(master).digest("hex").slice(0, 8);
}

export function sealSecret(keyring: Keyring, plaintext: string, binding: SecretBinding): SealedSecret {
  const key = keyring.keys.get(keyring.currentKid);
  if (key === undefined) throw new Error("The keyring's current key is not in it.");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundData(binding, keyring.currentKid));
  const text = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return ["v1", keyring.currentKid, ...parts].join(".") as SealedSecret;
}

/**
 * The plaintext. Throws `secret.unreadable` when it was sealed for another row, project or address, when a bit of it
 * changed, or when its key is not in the ring; the reason is not told apart.
 */
export function openSecret(keyring: Keyring, sealed: string, binding: SecretBinding): string {
  const [version, kid = "", ...encoded] = sealed.split(".");
  const key = keyring.keys.get(kid);
  const [nonce, text, tag] = encoded.map((part) => Buffer.from(part, "base64url"));
  const isWhole = version === "v1" && encoded.length === 3 && nonce?.length === nonceBytes && tag?.length === tagBytes;
  if (!isWhole || key === undefined || text === undefined) throw new PlumblineError("secret.unreadable");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(boundData(binding, kid));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new PlumblineError("secret.unreadable", { cause: error });
  }
}

/** Seals again under the current key; undefined when that is done already. For changing keys in the background. */
export function resealSecret(keyring: Keyring, sealed: string, binding: SecretBinding): SealedSecret | undefined {
  if (sealed.split(".")[1] === keyring.currentKid) return undefined;
  return sealSecret(keyring, openSecret(keyring, sealed, binding), binding);
}

/** JSON keeps the parts apart whatever they hold; a joined string would let one part run into the next. */
function boundData({ table, rowId, projectId, baseUrl }: SecretBinding, kid: string): Buffer {
  return Buffer.from(JSON.stringify([table, rowId, projectId, baseUrl, `v1.${kid}`]), "utf8");
}
