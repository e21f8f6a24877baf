// Runs after `next build`: every script and style sheet gets a Brotli copy beside it, which next.config.ts serves. Next itself
// compresses with gzip while it answers, and Brotli at its best level, a sixth smaller, is too slow for that.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const folder = path.join(import.meta.dirname, "../.next/static");

for (const name of await readdir(folder, { recursive: true })) {
  if (!/\.(?:js|css)$/.test(name)) continue;
  const file = path.join(folder, name);
  const content = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  await writeFile(`${file}.br`, await compress(content, { params }));
}
