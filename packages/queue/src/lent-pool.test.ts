import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { PoolLender } from "./lent-pool";

const { pool } = await useTestDatabase();

/** As BullMQ does: listens when it is made, and does not stop when it is closed. */
function borrow(lender: PoolLender) {
  const heard: string[] = [];
  const made = lender.lend((lent) => {
    lent.on("error", (error: Error) => heard.push(error.message));
    return { close: async () => {}, one: () => lent.query("SELECT 1 AS one") };
  });
  return { made, heard };
}

test("however many borrow the pool, it has one listener, and each open one hears of its errors", async () => {
  const before = pool.listenerCount("error");
  const lender = new PoolLender(pool);
  const borrowers = Array.from({ length: 30 }, () => borrow(lender));
  expect(pool.listenerCount("error")).toBe(before + 1);
  pool.emit("error", new Error("first"));
  await borrowers[0]?.made.close();
  pool.emit("error", new Error("second"));
  expect(borrowers[0]?.heard).toEqual(["first"]);
  expect(borrowers[29]?.heard).toEqual(["first", "second"]);
});

test("the pool that is lent runs statements as the pool itself does", async () => {
  const { made } = borrow(new PoolLender(pool));
  expect((await made.one()).rows).toEqual([{ one: 1 }]);
});

test("one that fails to close hears nothing afterwards either", async () => {
  const lender = new PoolLender(pool);
  const heard: string[] = [];
  const made = lender.lend((lent) => {
    lent.on("error", (error: Error) => heard.push(error.message));
    return {
      close: async () => {
        throw new Error("cannot");
      },
    };
  });
  await expect(made.close()).rejects.toThrow("cannot");
  pool.emit("error", new Error("later"));
  expect(heard).toEqual([]);
});
