import { clientAddressHeader, parseClientAddress } from "@plumbline/access/client-address";
import type { ShareVisitor } from "@plumbline/access/share-redemption";

export function shareVisitor(headers: Headers): ShareVisitor {
  return {
    ip: parseClientAddress(headers.get(clientAddressHeader)),
    userAgent: headers.get("user-agent") ?? undefined,
  };
}
