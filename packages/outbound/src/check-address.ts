import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { PlumblineError } from "@plumbline/base/errors";
import { type AddressKind, canonicalAddress, classifyAddress } from "./classify-address";
import { OutboundError } from "./outbound-error";

export interface AddressPolicy {
  /** Set while the product itself listens on loopback only: then a local model server is the owner's own. */
  readonly allowLoopback: boolean;
  /** The operator's explicit setting. Opens private networks; metadata and reserved addresses stay closed. */
  readonly allowPrivate: boolean;
  /** Private and metadata addresses that the operator names one by one (`allowedAddresses`), spelt canonically. */
  readonly allowedAddresses?: readonly string[];
  /** Origins that the operator's environment names (the bundled stand-in): loopback and private are right for them. */
  readonly allowedOrigins?: readonly string[];
  /** Ports of this very product (its database, say), refused on every address. */
  readonly refusedPorts?: readonly number[];
  /** Ports that this product itself listens on: refused where the address may be its own, on loopback and private ones. */
  readonly ownPorts?: readonly number[];
}

export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a name. A port of node:dns, so that tests can play a name server that changes its mind. */
export type ResolveName = (hostname: string) => Promise<readonly PinnedAddress[]>;

export const resolveName: ResolveName = async (hostname) => {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/** Names that clouds give their metadata service; the address is caught as well, but this is the clearer sentence. */
const metadataNames: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Services that speak something else and act on what an HTTP client sends them. */
const foreignPorts: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 636, 993, 995, 1433, 1521, 2049, 2375, 2379, 3306,
  3389, 5432, 5672, 5900, 6379, 6380, 9042, 9092, 11211, 27017,
]);

/** Parses an outbound address and checks everything that needs no name server. Throws OutboundError `address-refused`. */
export function parseOutboundUrl(text: string, policy: AddressPolicy): URL {
  // The URL parser drops tabs and line breaks and reads a backslash as a slash: what is checked would not be what is read.
  if (/[\s\\]|\p{Cc}/u.test(text)) throw refuse("The address holds a space, backslash or control character.");
  if (!URL.canParse(text)) throw refuse("This is not a web address. It must look like https://host/path.");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refuse("The address must start with https:// or http://.");
  }
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/*[^/?#]*@/i.test(text)) {
    throw refuse("The address must not hold a user name or password; enter the token in its own field.");
  }
  const port = portOf(url);
  if (foreignPorts.has(port) || policy.refusedPorts?.includes(port)) {
    throw refuse(`Port ${port} belongs to another kind of service and is not contacted.`);
  }
  const host = hostOf(url);
  if (host === "" || metadataNames.has(host)) throw refuse(sentenceFor("metadata", url.hostname));
  if (isIP(host) !== 0) requireAllowed(host, url, policy);
  return url;
}

/** Resolves the host once and returns the addresses to connect to, each of them allowed. Throws OutboundError. */
export async function resolveChecked(
  url: URL,
  policy: AddressPolicy,
  resolve: ResolveName = resolveName,
): Promise<readonly PinnedAddress[]> {
  const host = hostOf(url);
  const version = isIP(host);
  if (version !== 0) {
    requireAllowed(host, url, policy);
    return [{ address: host, family: version === 6 ? 6 : 4 }];
  }
  const addresses = await resolve(host).catch((error: unknown) => {
    throw new OutboundError("name-not-found", `The name ${host} could not be resolved.`, error);
  });
  if (addresses.length === 0) throw new OutboundError("name-not-found", `The name ${host} has no address.`);
  // One wrong address among good ones is refused too: which of them is dialled is not ours to say.
  for (const { address } of addresses) requireAllowed(address, url, policy);
  return addresses;
}

/**
 * For the moment an address is saved. Throws `judge.invalid_address` with a sentence for the form. A name that cannot be
 * resolved now is accepted (`resolved: false`): the network may come later, and every connection is checked again.
 */
export async function checkAddress(
  text: string,
  policy: AddressPolicy,
  resolve: ResolveName = resolveName,
): Promise<{ url: URL; resolved: boolean }> {
  try {
    const url = parseOutboundUrl(text, policy);
    await resolveChecked(url, policy, resolve);
    return { url, resolved: true };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.failure === "name-not-found") return { url: new URL(text), resolved: false };
    throw new PlumblineError("judge.invalid_address", { message: error.message, field: "baseUrl", cause: error });
  }
}

function requireAllowed(address: string, url: URL, policy: AddressPolicy): void {
  const kind = classifyAddress(address);
  const named = policy.allowedOrigins?.includes(url.origin) ?? false;
  const listed = policy.allowedAddresses?.includes(canonicalAddress(address) ?? "") ?? false;
  const allowed =
    kind === "public" ||
    (kind === "loopback" && (policy.allowLoopback || named)) ||
    (kind === "private" && (policy.allowPrivate || named || listed)) ||
    (kind === "metadata" && listed);
  if (!allowed) throw refuse(sentenceFor(kind, url.hostname));
  if (kind !== "public" && !named && policy.ownPorts?.includes(portOf(url))) {
    throw refuse(`Port ${portOf(url)} of ${url.hostname} is Plumbline's own. No judge answers there.`);
  }
}

function portOf(url: URL): number {
  return Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port);
}

function sentenceFor(kind: AddressKind, host: string): string {
  switch (kind) {
    case "loopback":
      return `${host} is this machine itself. That is allowed only while Plumbline listens on loopback alone.`;
    case "private":
      return `${host} lies in a private network. An operator can allow that with PLUMBLINE_OUTBOUND_ALLOW_PRIVATE=true, or this address alone with PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES.`;
    case "metadata":
      return `${host} is a cloud metadata service, which hands out credentials. It is contacted only where an operator names its IP address in PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES, and only by that address.`;
    case "reserved":
    case "public":
      return `${host} is not an address that a model can be reached at.`;
  }
}

function refuse(sentence: string): OutboundError {
  return new OutboundError("address-refused", sentence);
}

/** Without the brackets of an IPv6 literal and without the root dot, which name the same host. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
}
