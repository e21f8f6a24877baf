import { randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";
import { digestsEqual } from "./digest";

/** Hashes and checks passwords and passcodes. `hash` and `verify` cost the same, so that time tells nothing. */
export interface PasswordHasher {
  /** `scrypt$17$8$1$<salt>$<hash>`: the parameters stand with the hash, so that they can be raised later. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and for a hash that is not ours. Throws `auth.rate_limited` when too many wait. */
  verify(password: string, hash: string): Promise<boolean>;
}

/** N = 2^17, r = 8, p = 1: ASVS 5.0 appendix C. One hash takes 128 MiB and about half a second of one core. */
const current = { costLog2: 17, blockSize: 8, parallelism: 1 } as const;
const keyBytes = 32;
interface Parameters {
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/**
 * One hash at a time: two at once would take 256 MiB and be no faster on a small machine. Past `waitingMax` the answer is
 * "too many attempts", before memory or patience runs out.
 */
export function createPasswordHasher({ waitingMax = 16 } = {}): PasswordHasher {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function inTurn(work: () => Promise<Buffer>): Promise<Buffer> {
    if (waiting >= waitingMax) throw new PlumblineError("auth.rate_limited", { retryAfterSeconds: 10 });
    waiting += 1;
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting -= 1;
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await inTurn(() => derive(password, salt, current));
      const { costLog2, blockSize, parallelism } = current;
      return ["scrypt", costLog2, blockSize, parallelism, salt.toString("base64url"), key.toString("base64url")].join(
        "$",
      );
    },
    async verify(password, hash) {
      const stored = parseHash(hash);
      const key = await inTurn(() => derive(password, stored?.salt ?? Buffer.alloc(16), stored ?? current));
      return stored !== undefined && digestsEqual(key, stored.key);
    },
  };
}

function parseHash(hash: string): (Parameters & { salt: Buffer; key: Buffer }) | undefined {
  const match = /^scrypt\$(1[4-9])\$(\d{1,2})\$([1-4])\$([\w-]{22})\$([\w-]{43})$/.exec(hash);
  if (match === null) return undefined;
  const [, costLog2, blockSize, parallelism, salt = "", key = ""] = match;
  return {
    costLog2: Number(costLog2),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

function derive(password: string, salt: Buffer, { costLog2, blockSize, parallelism }: Parameters): Promise<Buffer> {
  const N = 2 ** costLog2;
  // Node refuses more than 32 MiB unless told; scrypt needs 128 * N * r bytes and a little.
  const options: ScryptOptions = { N, r: blockSize, p: parallelism, maxmem: 128 * N * blockSize + 33_554_432 };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
