import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";
import type { Pool } from "./pool";

export type { PrismaClient };

/** The typed client over the shared pool. For settings and evaluation tables; never for the span tables' hot paths. */
export function createPrismaClient(pool: Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
