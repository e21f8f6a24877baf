import { describe, expect, test } from "vitest";
import { CopyIndex } from "./copy-index";
import { HiddenTexts } from "./hidden-texts";
import { RedactionCache } from "./redaction-cache";
import type { RedactionSource } from "./redaction-source";

function sourceOf(bytes: number): RedactionSource {
  const none = { input: null, output: null };
  return { texts: new HiddenTexts(new CopyIndex()), errors: new Map(), stored: none, shown: none, bytes };
}

/** A build that ends when it is told to. */
function heldBuild(source: RedactionSource) {
  let started = 0;
  let settle: { resolve(source: RedactionSource): void; reject(error: Error): void } | undefined;
  const promise = new Promise<RedactionSource>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const build = () => {
    started += 1;
    return promise;
  };
  return {
    build,
    end: () => settle?.resolve(source),
    fail: (error: Error) => settle?.reject(error),
    started: () => started,
  };
}

const limits = { bytesMax: 100, entriesMax: 3, buildsMax: 2 };

describe("a cache of redaction sources", () => {
  test("builds once for all who ask at the same time for the same version", async () => {
    const cache = new RedactionCache(limits);
    const held = heldBuild(sourceOf(10));
    const asked = [1, 2, 3].map(() => cache.get("a", "1", held.build));
    held.end();
    const sources = await Promise.all(asked);
    expect(new Set(sources).size).toBe(1);
    expect(await cache.get("a", "1", held.build)).toBe(sources[0]);
    expect(held.started()).toBe(1);
  });

  test("never answers for another version, not even with a build that is under way", async () => {
    const cache = new RedactionCache(limits);
    const older = heldBuild(sourceOf(10));
    const newer = heldBuild(sourceOf(20));
    const first = cache.get("a", "1", older.build);
    const second = cache.get("a", "2", newer.build);
    newer.end();
    const fresh = await second;
    older.end();
    expect(await first).not.toBe(fresh);
    // The older one ended last and still did not take the place.
    expect(await cache.get("a", "2", older.build)).toBe(fresh);
    expect(cache.size).toEqual({ entries: 1, bytes: 20 });
  });

  test("gives up the least recently used beyond its bytes or its entries", async () => {
    const cache = new RedactionCache(limits);
    const put = (key: string, bytes: number) => cache.get(key, "1", async () => sourceOf(bytes));
    const first = await put("a", 40);
    await put("b", 40);
    expect(await put("a", 40)).toBe(first);
    await put("c", 40);
    expect(cache.size).toEqual({ entries: 2, bytes: 80 });
    expect(await put("a", 40)).toBe(first);
    for (const key of ["d", "e", "f"]) await put(key, 1);
    expect(cache.size.entries).toBe(3);
    // Larger than the whole cache: answered, not kept.
    expect((await put("g", 101)).bytes).toBe(101);
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
  });

  test("forgets a build that failed", async () => {
    const cache = new RedactionCache(limits);
    const held = heldBuild(sourceOf(10));
    const failing = cache.get("a", "1", held.build);
    held.fail(new Error("The database went away."));
    await expect(failing).rejects.toThrow("The database went away.");
    const source = sourceOf(10);
    expect(await cache.get("a", "1", async () => source)).toBe(source);
  });

  test("builds no more than so many at a time; the next one starts when one ends or fails", async () => {
    const cache = new RedactionCache(limits);
    const builds = ["a", "b", "c", "d"].map((key) => ({ key, ...heldBuild(sourceOf(1)) }));
    const asked = builds.map(({ key, build }) => cache.get(key, "1", build));
    const started = () => builds.map((build) => build.started());
    expect(started()).toEqual([1, 1, 0, 0]);
    builds[1]?.fail(new Error("It broke."));
    await expect(asked[1]).rejects.toThrow("It broke.");
    expect(started()).toEqual([1, 1, 1, 0]);
    builds[0]?.end();
    await asked[0];
    expect(started()).toEqual([1, 1, 1, 1]);
    for (const { end } of builds) end();
    await Promise.all([asked[2], asked[3]]);
  });
});
