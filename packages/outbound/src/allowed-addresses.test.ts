import { expect, test } from "vitest";
import { allowedAddresses } from "./allowed-addresses";

test("addresses are read one by one, in one spelling each", () => {
  expect(allowedAddresses.parse("10.0.0.7, ::ffff:169.254.169.254,FD00:0:0::7")).toEqual([
    "10.0.0.7",
    "169.254.169.254",
    "fd00::7",
  ]);
});

test("what is no private or metadata address is refused by name", () => {
  for (const text of ["10.0.0.0/8", "judge.internal", "8.8.8.8", "127.0.0.1", "0.0.0.0", "10.0.0.7,", "10.7"]) {
    const message = allowedAddresses.safeParse(text).error?.issues[0]?.message ?? "";
    expect([text, message]).toEqual([text, expect.stringContaining("is none")]);
  }
});
