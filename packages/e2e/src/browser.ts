import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export interface BrowserProgram {
  readonly executablePath?: string;
  readonly args: string[];
}

const cacheFolder = fileURLToPath(new URL("../node_modules/.cache/chromium", import.meta.url));
const systemNames = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * A Chromium without installing anything on the system: Playwright's own if it is there, else the system's, else the one
 * that an npm package brings along. PLAYWRIGHT_CHROMIUM names another one.
 */
export async function browserProgram(): Promise<BrowserProgram> {
  const given = process.env.PLAYWRIGHT_CHROMIUM;
  // Root, and most containers, cannot use Chromium's sandbox; the tests open our own pages only.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  if (given !== undefined && given !== "") return { executablePath: given, args };
  if (existsSync(chromium.executablePath())) return { args };
  const system = findOnPath();
  if (system !== undefined) return { executablePath: system, args };
  return { executablePath: await shippedChromium(), args: [...args, "--no-zygote", "--disable-gpu"] };
}

function findOnPath(): string | undefined {
  for (const name of systemNames) {
    for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
      const program = path.join(folder, name);
      if (existsSync(program) && works(program)) return program;
    }
  }
  return undefined;
}

/** Some distributions put a script there that only says how to install the real one. */
function works(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Unpacked once per checkout; the package unpacks into the temporary folder, so that is set for the call. */
async function shippedChromium(): Promise<string> {
  mkdirSync(cacheFolder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = cacheFolder;
  try {
    const { default: shipped } = await import("@sparticuz/chromium");
    return await shipped.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
