import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts, startProduct } from "./product";

/** Playwright's global setup: the whole product by its own launcher, on free ports and a folder of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-e2e-"));
  await chmod(folder, 0o755);
  const product = await startProduct(path.join(folder, "data"), await freePorts());
  const { launcher: _launcher, output: _output, stop: _stop, ...facts } = product;
  process.env.PLUMBLINE_E2E = JSON.stringify({ ...facts, stateFile: path.join(folder, "owner.json") });
  return async () => {
    const code = await product.stop("SIGTERM");
    await rm(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The launcher ended with exit code ${code}:\n${product.output()}`);
  };
}
