import { createHmac, randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import path from "node:path";

const fileName = "master.key";

/**
 * The master key of this installation: 32 random bytes in `<folder>/master.key`, made at the first start with mode 0600.
 * Two processes that start at once get the same key. Throws one sentence when the file is not a key, or when others on
 * this machine may read it and that cannot be mended.
 */
export async function loadOrCreateMasterKey(folder: string): Promise<Buffer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, fileName);
  const stored = await readKey(file);
  if (stored !== undefined) return stored;
  await createKeyFile(folder, file);
  const created = await readKey(file);
  if (created === undefined) throw new Error(`${file} could not be made.`);
  return created;
}

/** Reads a key given in the environment: 32 bytes in base64url or base64. Throws one sentence otherwise. */
export function parseMasterKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), "base64url");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim()) || key.length !== 32) {
    throw new Error("PLUMBLINE_MASTER_KEY must be 32 bytes in base64url: 43 characters.");
  }
  if (new Set(key).size < 8) {
    throw new Error("PLUMBLINE_MASTER_KEY is an example value, not a random one. Make one: openssl rand -base64 32");
  }
  return key;
}

/** The secret that signs session cookies: its own key, derived, so that one file is all there is to keep. */
export function deriveAuthSecret(masterKey: Buffer): string {
  return createHmac("sha256", masterKey).update("plumbline session cookies v1").digest("base64url");
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0 && process.platform !== "win32") await chmod(file, 0o600);
  const key = Buffer.from(text.trim(), "base64url");
  if (key.length !== 32) {
    throw new Error(
      `${file} does not hold a master key. Put the right file back; without it, stored judge tokens have to be entered again.`,
    );
  }
  return key;
}

/** Written whole under another name and then linked: no other process ever sees half a key, and the first link wins. */
async function createKeyFile(folder: string, file: string): Promise<void> {
  const draft = path.join(folder, `.${fileName}.${process.pid}.${randomBytes(4).toString("hex")}`);
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("base64url")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(draft);
}
