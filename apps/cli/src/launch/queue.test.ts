import { freePort } from "@plumbline/db/free-port";
import { expect, test } from "vitest";
import { Stop } from "../stop";
import { checkQueue } from "./queue";

test("without REDIS_URL there is nothing to look for", async () => {
  await expect(checkQueue({ redisUrl: undefined })).resolves.toBeUndefined();
});

test("a Redis that does not answer ends the start with its address and variable, and without its password", async () => {
  const port = await freePort();
  const error = await checkQueue({ redisUrl: `redis://:secret@127.0.0.1:${port}` }, 300).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Stop);
  expect(error.message).toContain(`redis://127.0.0.1:${port}`);
  expect(error.message).toContain("REDIS_URL");
  expect(error.message).toContain("Nothing was started.");
  expect(error.message).not.toContain("secret");
});
