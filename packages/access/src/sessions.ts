import { createHmac } from "node:crypto";
import type { Principal } from "@plumbline/base/grant";
import type { Pool } from "@plumbline/db/pool";
import type { BackgroundWork } from "./background-work";
import { digestsEqual } from "./digest";
import { queryRows } from "./query";

/** Ends after this long without a request (ASVS 5.0, 7.3.1). */
export const sessionIdleHours = 12;
/** Ends this long after sign-in, used or not (7.3.2). */
export const sessionAbsoluteSeconds = 14 * 24 * 3600;

export type UserPrincipal = Extract<Principal, { kind: "user" }>;

export interface Sessions {
  /** The person whose session cookie this is; undefined for none, a forged, an ended or an idle one. */
  principalFromCookie(cookieHeader: string | null): Promise<UserPrincipal | undefined>;
}

/**
 * `__Host-` keeps other hosts of the domain from setting it, and needs https (ASVS 3.3.1). On plain http, which is right
 * for a loopback address only, it has another name, so that the two are never mixed up.
 */
export function sessionCookieName(consoleUrl: string): string {
  return consoleUrl.startsWith("https://") ? "__Host-plumbline-session" : "plumbline-session";
}

const touchEveryMs = 60_000;

/**
 * Reads sessions that better-auth made. Its own reader knows one expiry only; this one keeps both clocks, in the
 * database's time, with one statement per request.
 */
export function createSessions(
  { pool, background }: { readonly pool: Pool; readonly background: BackgroundWork },
  { cookieName, authSecret }: { readonly cookieName: string; readonly authSecret: string },
): Sessions {
  const touchedAt = new Map<string, number>();

  function touch(sessionId: string): void {
    const now = Date.now();
    if (now - (touchedAt.get(sessionId) ?? 0) < touchEveryMs) return;
    if (touchedAt.size > 10_000) touchedAt.clear();
    touchedAt.set(sessionId, now);
    background.start("session.touch", async () => {
      await queryRows(pool, `UPDATE session SET updated_at = now() WHERE id = $1`, [sessionId]);
    });
  }

  return {
    async principalFromCookie(cookieHeader) {
      const token = readSignedCookie(cookieHeader, cookieName, authSecret);
      if (token === undefined) return undefined;
      const [row] = await queryRows<{ id: string; userId: string; name: string; email: string; live: boolean }>(
        pool,
        `SELECT session.id, "user".id AS "userId", "user".name, "user".email,
           session.expires_at > now() AND session.updated_at > now() - make_interval(hours => $2::int) AS live
         FROM session JOIN "user" ON "user".id = session.user_id WHERE session.token = $1`,
        [token, sessionIdleHours],
      );
      if (row === undefined) return undefined;
      if (!row.live) {
        await queryRows(pool, `DELETE FROM session WHERE id = $1`, [row.id]);
        return undefined;
      }
      touch(row.id);
      return { kind: "user", userId: row.userId, name: row.name, email: row.email };
    },
  };
}

/**
 * The cookie's value when its signature is ours: `<value>.<base64 HMAC-SHA256 of it>`, URL-encoded, as better-auth's
 * setSignedCookie writes it. A round-trip test notices when a new version of it writes something else.
 */
function readSignedCookie(header: string | null, name: string, secret: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const separator = pair.indexOf("=");
    if (separator < 0 || pair.slice(0, separator).trim() !== name) continue;
    const signed = decodeCookie(pair.slice(separator + 1).trim());
    const dot = signed?.lastIndexOf(".") ?? -1;
    if (signed === undefined || dot < 1) return undefined;
    const value = signed.slice(0, dot);
    const expected = createHmac("sha256", secret).update(value).digest();
    return digestsEqual(Buffer.from(signed.slice(dot + 1), "base64"), expected) ? value : undefined;
  }
  return undefined;
}

function decodeCookie(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
