/**
 * Which opened trace belongs to which link, for a person who follows the same link again in the browser that used it up.
 * Kept as a digest of the ticket: the ticket itself is nowhere but in the link.
 */
const storagePrefix = "plumbline.share.";

export async function rememberOpened(ticket: string, shareId: string): Promise<void> {
  const key = await keyOf(ticket);
  if (key !== undefined) window.localStorage.setItem(key, shareId);
}

export async function findOpened(ticket: string): Promise<string | undefined> {
  const key = await keyOf(ticket);
  return key === undefined ? undefined : (window.localStorage.getItem(key) ?? undefined);
}

/** Undefined on plain http off this machine, where browsers have no digests: the page then says that the link was used. */
async function keyOf(ticket: string): Promise<string | undefined> {
  if (!window.isSecureContext) return undefined;
  const digest = await window.crypto.subtle.digest("SHA-256", new TextEncoder().encode(ticket));
  return storagePrefix + Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
