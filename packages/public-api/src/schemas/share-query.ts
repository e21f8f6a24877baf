import type { ShareSession } from "@plumbline/access/share-redemption";
import { PlumblineError } from "@plumbline/base/errors";
import { z } from "zod";

/** Read by share-cookie.ts before the handler runs. */
export const shareQuery = z.strictObject({
  share: z.string().max(64).optional().describe("shareId of the opened link; default: the one opened last."),
});

/** The session of a route that asks for `trace:read-shared`. */
export function sessionOf(request: { readonly shareSession?: ShareSession }): ShareSession {
  if (request.shareSession !== undefined) return request.shareSession;
  throw new PlumblineError("auth.missing");
}
