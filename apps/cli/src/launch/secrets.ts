import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { deriveAuthSecret, loadOrCreateMasterKey, parseMasterKey } from "@plumbline/access/master-key";
import { newSecret } from "@plumbline/base/ids";
import { Stop } from "../stop";

/** The installation's own secrets: one file each, readable by its owner only, so that each can be backed up apart. */
export interface Secrets {
  /** 32 bytes, base64url: seals judge tokens. Losing it means entering those tokens again. */
  readonly masterKey: string;
  /** Signs sessions. Losing it signs everybody out. */
  readonly authSecret: string;
  /** Of the embedded PostgreSQL. */
  readonly postgresPassword: string;
  /** The launcher's own API key, printed until it has been used. The database keeps its hash only. */
  readonly apiKey: string;
}

export interface GivenSecrets {
  readonly masterKey: string | undefined;
  readonly authSecret: string | undefined;
}

/** Reads the secrets, making what is missing. What the environment gives wins and is not written down. Throws `Stop`. */
export async function loadSecrets(dataFolder: string, given: GivenSecrets): Promise<Secrets> {
  const folder = path.join(dataFolder, "secrets");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const masterKey =
      given.masterKey === undefined ? await loadOrCreateMasterKey(folder) : parseMasterKey(given.masterKey);
    return {
      masterKey: masterKey.toString("base64url"),
      authSecret: given.authSecret ?? deriveAuthSecret(masterKey),
      postgresPassword: await readOrMake(path.join(folder, "postgres-password"), newSecret),
      apiKey: await readOrMake(apiKeyFile(dataFolder), newApiKeyText),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw new Stop(message, { cause: error });
    throw new Stop(
      `The secrets in ${folder} cannot be read by this user. Start Plumbline as the user they belong to.`,
      {
        cause: error,
      },
    );
  }
}

/** Where the launcher's own key is kept in clear text. */
export function apiKeyFile(dataFolder: string): string {
  return path.join(dataFolder, "secrets", "api-key");
}

/** Puts a new launcher key in the place of one that was revoked. */
export async function replaceApiKey(dataFolder: string): Promise<string> {
  const key = newApiKeyText();
  await write(apiKeyFile(dataFolder), key);
  return key;
}

function newApiKeyText(): string {
  return `pl_${newSecret()}`;
}

async function readOrMake(file: string, make: () => string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (text.trim() !== "") return text.trim();
  const secret = make();
  await write(file, secret);
  return secret;
}

/** Written beside and renamed: a crash never leaves half a secret, which would make everything sealed with it unreadable. */
async function write(file: string, secret: string): Promise<void> {
  const handle = await open(`${file}.new`, "w", 0o600);
  await handle.writeFile(`${secret}\n`);
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
}
