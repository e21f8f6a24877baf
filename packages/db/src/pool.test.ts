import { expect, test } from "vitest";
import { createPrismaClient } from "./prisma";
import { useTestDatabase } from "./testing";

const database = await useTestDatabase();

test("a bigint arrives with all its digits, through the pool and through Prisma on the same pool", async () => {
  const big = 9_223_372_036_854_775_807n;
  const { rows } = await database.pool.query(
    "INSERT INTO rate_limit (id, key, count, last_request) VALUES ('1', 'k', 1, $1) RETURNING last_request",
    [big],
  );
  expect(rows).toEqual([{ last_request: big }]);
  const prisma = createPrismaClient(database.pool);
  expect(await prisma.rateLimit.findMany()).toEqual([{ id: "1", key: "k", count: 1, lastRequest: big }]);
});
