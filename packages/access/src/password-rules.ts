import { PlumblineError } from "@plumbline/base/errors";
import { leakedPasswords } from "./leaked-passwords";

export const passwordCharsMin = 8;
/** Above the 64 that ASVS 6.2.9 asks for; the limit only keeps a megabyte of text out of the hash. */
export const passwordCharsMax = 256;

/**
 * Throws `request.invalid` on field `password` with the sentence for the form. Length and a list of common passwords, no
 * rules about kinds of characters (ASVS 5.0, 6.2.5), and no trimming: a password counts exactly as it was typed.
 */
export function requireGoodPassword(
  password: string,
  account: { readonly email: string; readonly name: string },
): void {
  const chars = [...password].length;
  if (chars < passwordCharsMin) refuse(`Use at least ${passwordCharsMin} characters; 15 or more are better.`);
  if (chars > passwordCharsMax) refuse(`Use at most ${passwordCharsMax} characters.`);
  const lower = password.toLowerCase();
  if (leakedPasswords.has(lower) || new Set(lower).size < 3) {
    refuse("This password is one of the first that anybody tries. Choose another.");
  }
  const own = [account.email, account.email.split("@")[0] ?? "", account.name].map((text) => text.toLowerCase());
  if (own.includes(lower)) refuse("The password must not be your name or address.");
}

function refuse(message: string): never {
  throw new PlumblineError("request.invalid", { field: "password", message });
}
