import type { Principal } from "@plumbline/base/grant";
import type { Services } from "./services";

export async function principalFromShareCookie(_services: Services, _headers: Headers): Promise<Principal | undefined> {
  return undefined;
}
