import { isLoopbackName } from "./config";

/**
 * The policy of a page. Scripts run by nonce only; 'strict-dynamic' lets those load their chunks. Styles come from our
 * files: no style element and no style attribute in HTML is accepted (values set by script are not affected).
 * In development React's error overlay needs eval and style elements.
 */
export function pagePolicy(nonce: string, isDevelopment: boolean): string {
  const script = `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`;
  return [
    "default-src 'self'",
    `script-src ${script}`,
    isDevelopment ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Pictures inside of a message; a data URL asks nobody.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-src 'none'",
    "worker-src 'none'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** An answer of the API is data: nothing in it may ever run or be framed. */
export const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

export const commonHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Nothing here is for search engines: pages need an account, and a shared trace is for the one who was sent its link.
  "x-robots-tag": "noindex, nofollow",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * Whether the Host header names this console: its configured address, or loopback. A page of another site that had its
 * name re-pointed at us (DNS rebinding) sends its own name here and is turned away.
 */
export function isKnownHost(hostHeader: string | null, consoleUrl: URL): boolean {
  if (hostHeader === null) return false;
  const hostname = hostHeader.replace(/:\d+$/, "").toLowerCase();
  return hostname === consoleUrl.hostname.toLowerCase() || isLoopbackName(hostname);
}

/**
 * Headers that only Next itself may set, and that steer its routing or skip its checks. From outside they are dropped.
 * `next-action` would call a server action: there are none.
 */
export function isInternalHeader(name: string): boolean {
  return (
    name.startsWith("x-middleware-") ||
    name.startsWith("x-invoke-") ||
    name.startsWith("x-next-internal-") ||
    ["next-action", "x-matched-path", "x-nextjs-data", "x-now-route-matches", "x-rewritten-path", "x-nonce"].includes(
      name,
    )
  );
}
