import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * What an IP address is for. Only `public` is open to everyone; `loopback` and `private` need the operator's word;
 * `metadata` (the services through which clouds hand out credentials) needs the operator to name the very address;
 * `reserved` is never contacted.
 */
export type AddressKind = "public" | "loopback" | "private" | "metadata" | "reserved";

/** AWS, Google, Azure, Alibaba, Oracle, ECS and EKS task credentials; Azure's and Alibaba's lie outside link-local. */
const metadataAddresses: ReadonlySet<string> = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
]);

const privateRanges: ReadonlySet<string> = new Set(["private", "carrierGradeNat", "uniqueLocal"]);
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** One spelling per address, with an IPv4 address that IPv6 carries as IPv4; undefined for what is no address. */
export function canonicalAddress(text: string): string | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.process(text).toString();
}

/**
 * Classifies a parsed address, never its spelling. An allow-list: what is not known to be public, loopback or private is
 * `reserved`. The tunnels that carry an IPv4 address inside an IPv6 one (NAT64, 6to4, Teredo) are reserved whatever they
 * carry, because where they end depends on the network.
 */
export function classifyAddress(text: string): AddressKind {
  // ipaddr.js also reads "1.2.3" and "0177.1"; an address that a resolver or URL gives is never spelt like that.
  if (isIP(text) === 0) return "reserved";
  // Unwraps ::ffff:127.0.0.1 and its hexadecimal spelling.
  const address = ipaddr.process(text);
  if (metadataAddresses.has(address.toString())) return "metadata";
  const range = address.range();
  if (range === "loopback") return "loopback";
  if (privateRanges.has(range)) return "private";
  if (range !== "unicast") return "reserved";
  return address instanceof ipaddr.IPv6 && !address.match(globalUnicast) ? "reserved" : "public";
}
