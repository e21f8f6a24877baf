import { z } from "zod";
import { canonicalAddress, classifyAddress } from "./classify-address";

/**
 * PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: private and metadata addresses that may be contacted, one by one, separated by commas.
 * Addresses and no names or networks: what a name stands for is not the operator's to say for ever. Loopback has a rule of
 * its own, and what is reserved stays closed.
 */
export const allowedAddresses = z.string().transform((text, context): readonly string[] => {
  const items = text.split(",").map((item) => item.trim());
  const wrong = items.find((item) => !["private", "metadata"].includes(classifyAddress(item)));
  if (wrong === undefined) return items.map((item) => canonicalAddress(item) ?? item);
  context.addIssue({
    code: "custom",
    message: `must be private or metadata IP addresses separated by commas, such as 10.0.0.7,fd00::7; "${wrong}" is none`,
  });
  return z.NEVER;
});
