import { createHash } from "node:crypto";
import type { ShareSession } from "@plumbline/access/share-redemption";
import { PlumblineError } from "@plumbline/base/errors";
import type { AccessService } from "./services";

/**
 * A browser may hold several opened links. Each has its own cookie, named after a digest of its secret; the page names the
 * one it shows with `?share=`, and without it the one opened last counts.
 */
export function shareIdOf(sessionSecret: string): string {
  return createHash("sha256").update(`share-id ${sessionSecret}`).digest("hex").slice(0, 16);
}

/** `__Host-` needs https; on plain http, right for loopback only, the name differs so that the two never mix. */
function cookiePrefix(consoleUrl: string): string {
  return consoleUrl.startsWith("https://") ? "__Host-plumbline-share-" : "plumbline-share-";
}

export function shareCookie(consoleUrl: string, sessionSecret: string, maxAgeSeconds: number): string {
  const secure = consoleUrl.startsWith("https://") ? "; Secure" : "";
  const name = `${cookiePrefix(consoleUrl)}${shareIdOf(sessionSecret)}`;
  return `${name}=${sessionSecret}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

export function endedShareCookie(consoleUrl: string, shareId: string): string {
  const secure = consoleUrl.startsWith("https://") ? "; Secure" : "";
  return `${cookiePrefix(consoleUrl)}${shareId}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** The opened link that a request is about. Throws `auth.missing` without a cookie, `resource.gone` for one that ended. */
export async function readShareSession(access: AccessService, request: Request): Promise<ShareSession> {
  const wanted = new URL(request.url).searchParams.get("share");
  const secret = secretsOf(request.headers).findLast((secret) => wanted === null || shareIdOf(secret) === wanted);
  if (secret === undefined) {
    throw new PlumblineError("auth.missing", {
      message: "No shared trace is open in this browser. Open the link that you were sent.",
    });
  }
  const session = await access.principalFromShareSession(secret);
  if (session !== undefined) return session;
  throw new PlumblineError("resource.gone", {
    message: "This shared trace is no longer open: the link has expired or its sender withdrew it.",
  });
}

/** In the order in which the browser sends them: cookies of one path come oldest first (RFC 6265, 5.4). */
function secretsOf(headers: Headers): string[] {
  return (headers.get("cookie") ?? "").split(";").flatMap((pair) => {
    const [, secret] = /^\s*(?:__Host-)?plumbline-share-[0-9a-f]{16}=([\w-]{43})\s*$/.exec(pair) ?? [];
    return secret === undefined ? [] : [secret];
  });
}

export function shareIdsOf(headers: Headers): string[] {
  return secretsOf(headers).map(shareIdOf);
}
