import { isIP } from "node:net";
import { isApiKeyText } from "@plumbline/access/api-key-header";
import { parseMasterKey } from "@plumbline/access/master-key";
import { normaliseEmail } from "@plumbline/access/owners";
import { z } from "zod";

/**
 * What each setting may be. A message completes the sentence that begins with the variable's name, and gives an example.
 * What may hold a secret (passwords, keys, addresses with a password in them) is never repeated.
 */

export const databaseUrl = z.string().refine((text) => hasProtocol(text, "postgres:", "postgresql:"), {
  error: "must be the address of a PostgreSQL, such as postgres://plumbline:password@127.0.0.1:5432/plumbline",
});

export const redisUrl = z.string().refine((text) => hasProtocol(text, "redis:", "rediss:"), {
  error: "must be the address of a Redis, redis:// or rediss://, such as redis://127.0.0.1:6379",
});

/** An address of this machine to listen on. */
export const host = z.string().refine((text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text), {
  error: ({ input }) =>
    `must be an address of this machine without http:// and port, such as 127.0.0.1 or 0.0.0.0, not "${input}"`,
});

/** An origin: pages lie at fixed paths below it. Answered without a trailing slash. */
export const consoleUrl = z.string().transform((text, context) => {
  if (hasProtocol(text, "http:", "https:")) {
    const { username, password, pathname, search, hash, origin } = new URL(text);
    if (pathname === "/" && `${username}${password}${search}${hash}` === "") return origin;
  }
  const given = text.includes("@") ? "" : `, not "${text}"`;
  context.addIssue({
    code: "custom",
    message: `must be an http:// or https:// address without a path, such as https://plumbline.example.com${given}`,
  });
  return z.NEVER;
});

export const masterKey = z.string().superRefine((text, context) => {
  try {
    parseMasterKey(text);
  } catch (error) {
    // Its sentences begin with the variable's name too.
    const message = (error as Error).message.replace(/^PLUMBLINE_MASTER_KEY /, "");
    context.addIssue({ code: "custom", message: message.replace(/\.$/, "") });
  }
});

export const authSecret = z.string().min(32, {
  error: "must have at least 32 characters, such as what `openssl rand -base64 32` prints",
});

export const adminEmail = z.string().refine(isEmail, {
  error: ({ input }) => `must be an e-mail address, such as owner@example.com, not "${input}"`,
});

export const bootstrapApiKey = z.string().refine(isApiKeyText, {
  error:
    "must be pl_ and 43 characters of A-Z, a-z, 0-9, - and _, such as what `echo pl_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d =)` prints",
});

function hasProtocol(text: string, ...protocols: readonly string[]): boolean {
  return /^[a-z]+:\/\//i.test(text) && URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function isEmail(text: string): boolean {
  try {
    return normaliseEmail(text) !== "";
  } catch {
    return false;
  }
}
