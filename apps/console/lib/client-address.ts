import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { clientAddressHeader } from "@plumbline/access/client-address";

/**
 * Puts the address of the other end of the connection into each request, over whatever a client sent under that name. Next
 * tells its routes no address, and trusts an x-forwarded-for that anyone may send. The channel is told before the request
 * reaches Next (Node: diagnostics_channel, http.server.request.start).
 */
export function nameClientAddresses(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const address = request.socket.remoteAddress;
    if (address === undefined) delete request.headers[clientAddressHeader];
    else request.headers[clientAddressHeader] = address;
  });
}
