import ipaddr from "ipaddr.js";

/**
 * The header in which the console's own server names the address a request came from. That server overwrites whatever a
 * client sent under this name; `x-forwarded-for` is never read, because anyone may send it.
 */
export const clientAddressHeader = "x-plumbline-client-address";

/** The address in its canonical spelling, an IPv4 address without its IPv6 wrapping; undefined for anything else. */
export function parseClientAddress(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined || !ipaddr.isValid(text)) return undefined;
  return ipaddr.process(text).toString();
}

/**
 * What is counted against: the address itself, or the /64 network for IPv6, of which one subscriber commonly has them all.
 * Requests without a known address share one count.
 */
export function addressBucket(address: string | undefined): string {
  const canonical = parseClientAddress(address);
  if (canonical === undefined) return "unknown";
  const parsed = ipaddr.parse(canonical);
  if (parsed instanceof ipaddr.IPv4) return canonical;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${canonical}/64`).toString()}/64`;
}
