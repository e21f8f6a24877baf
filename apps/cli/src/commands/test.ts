import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { addCounts, type Counts, runBiome, runBuild, runPlaywright, runTypes, runVitest } from "../checks/runners";

/**
 * Everything there is to check, in one run: format and lint, types, repository checks, unit and integration tests on a real
 * PostgreSQL, then the built product in a real browser. The last line is `N passed, N failed, N skipped`.
 */
export async function test(): Promise<number> {
  const startedAt = Date.now();
  const reports = await mkdtemp(path.join(tmpdir(), "plumbline-reports-"));
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = addCounts(counts, await runBiome());
    counts = addCounts(counts, await runTypes());
    counts = addCounts(counts, await runVitest(path.join(reports, "vitest.json")));
    const build = await runBuild();
    counts = addCounts(counts, build);
    if (build.failed === 0) counts = addCounts(counts, await runPlaywright(path.join(reports, "playwright.json")));
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  console.log(`\nFinished after ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0 ? 0 : 1;
}
