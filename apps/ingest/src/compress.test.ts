import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodePayload } from "@plumbline/span-store/codec";
import { createThreadCompressor } from "@plumbline/span-store/write/thread-compressor";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";

const folder = await mkdtemp(path.join(tmpdir(), "plumbline-compress-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
await build({
  entryPoints: [fileURLToPath(new URL("./compress.ts", import.meta.url))],
  outfile: path.join(folder, "compress.mjs"),
  bundle: true,
  platform: "node",
  format: "esm",
});
const entry = pathToFileURL(path.join(folder, "compress.mjs"));

/** Payloads of these sizes, whose text tells them apart. */
function batchOf(name: string, ...sizes: readonly number[]) {
  const payloads = sizes.map((size, index) => Buffer.from(`${name} ${index} `.repeat(size).slice(0, size)));
  const raw = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  const ends = payloads.map((payload) => {
    end += payload.copy(raw, end);
    return end;
  });
  return { payloads, batch: { raw, ends } };
}

test("a thread gives every payload back in its place, whatever is asked at once", async () => {
  const compressor = createThreadCompressor(entry);
  const asked = Array.from({ length: 20 }, (_, index) => batchOf(`request ${index}`, 30, 90_000, 0, 7_000));
  const answers = await Promise.all(asked.map(({ batch }) => compressor.compress(batch)));
  answers.forEach((parts, index) => {
    const read = parts.map(({ codec, body }) => decodePayload(Buffer.concat([Buffer.of(codec), body])).toString());
    expect(read).toEqual(asked[index]?.payloads.map(String));
    expect(parts.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(20_000);
  });
  await compressor.close();
});

test("a thread that dies costs its requests a retry and no more", async () => {
  const dying = path.join(folder, "dying.mjs");
  await writeFile(
    dying,
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3));',
  );
  const compressor = createThreadCompressor(pathToFileURL(dying));
  const large = () => batchOf("large", 100_000).batch;
  const lost = await Promise.allSettled([compressor.compress(large()), compressor.compress(large())]);
  for (const result of lost) expect(result).toMatchObject({ reason: { code: "store.unavailable" } });

  await writeFile(dying, `import ${JSON.stringify(entry.href)};`);
  const [part] = await compressor.compress(large());
  expect(decodePayload(Buffer.concat([Buffer.of(part?.codec ?? 0), part?.body ?? Buffer.alloc(0)]))).toHaveLength(
    100_000,
  );
  await compressor.close();
});
