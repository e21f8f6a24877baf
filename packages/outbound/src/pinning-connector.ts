import type { LookupFunction } from "node:net";
import { buildConnector } from "undici";
import {
  type AddressPolicy,
  type PinnedAddress,
  parseOutboundUrl,
  type ResolveName,
  resolveChecked,
} from "./check-address";

/**
 * undici's connector, built anew for each connection around the addresses that were resolved and checked for it: there is
 * no second look-up in which a name could answer differently. IP literals, which node:net never looks up, are checked here.
 */
export function createPinningConnector(
  policy: AddressPolicy,
  resolve: ResolveName,
  timeout: number,
): buildConnector.connector {
  return (target, callback) => {
    checkedAddresses(target, policy, resolve).then(
      (addresses) => buildConnector({ timeout, lookup: pinnedLookup(addresses) })(target, callback),
      (error: Error) => callback(error, null),
    );
  };
}

async function checkedAddresses(
  target: buildConnector.Options,
  policy: AddressPolicy,
  resolve: ResolveName,
): Promise<readonly PinnedAddress[]> {
  const host = target.hostname.includes(":") ? `[${target.hostname}]` : target.hostname;
  const port = target.port === "" ? "" : `:${target.port}`;
  return resolveChecked(parseOutboundUrl(`${target.protocol}//${host}${port}`, policy), policy, resolve);
}

function pinnedLookup(addresses: readonly PinnedAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new Error(`${hostname} has no checked address.`), "");
  };
}
