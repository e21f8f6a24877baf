import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256, which is enough for secrets of 256 random bits (ASVS 5.0, 11.5.1); passwords go through scrypt instead. */
export function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

export function digestsEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
