import { consoleOrigins } from "@plumbline/access/console-origins";
import { PlumblineError } from "@plumbline/base/errors";

/**
 * Refuses a write that another site's page caused (ASVS 5.0, 3.5.1 to 3.5.3). Browsers say where a request comes from in
 * Sec-Fetch-Site; over plain HTTP off loopback they leave it out, and then Origin must be the console's own. A client that
 * sends neither has to use an API key, which no other site can make a browser send.
 */
export function refuseCrossSite(headers: Headers, consoleUrl: string): void {
  const site = headers.get("sec-fetch-site");
  const origins = consoleOrigins(consoleUrl);
  const isOwn =
    site === null ? origins.includes(headers.get("origin") ?? "") : site === "same-origin" || site === "none";
  if (isOwn) return;
  throw new PlumblineError("request.cross_site", {
    message: `The request came from another site and was not carried out. Open the console at ${new URL(consoleUrl).origin}, or send an API key instead of a session.`,
  });
}
