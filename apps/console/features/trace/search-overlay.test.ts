import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeSearch, readSearch, watchSearch } from "./search-overlay";

/** The three things of a window that the overlay touches. */
function newWindow(search: string) {
  const location = { pathname: "/p/shop/traces/1", search };
  const replaced: string[] = [];
  const history = {
    replaceState: (_state: unknown, _title: string, url: string) => {
      replaced.push(url);
      location.search = url.includes("?") ? url.slice(url.indexOf("?")) : "";
    },
  };
  return { location, history, replaced, addEventListener: () => {}, removeEventListener: () => {} };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("changes are seen at once and reach the address together", () => {
  const window = newWindow("?tab=json");
  vi.stubGlobal("window", window);
  const heard = vi.fn();
  const stop = watchSearch(heard);
  for (const span of ["a", "b", "c"]) changeSearch({ span });
  expect(readSearch()).toBe("tab=json&span=c");
  expect(heard).toHaveBeenCalledTimes(3);
  expect(window.replaced).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(window.replaced).toEqual(["/p/shop/traces/1?tab=json&span=c"]);
  expect(readSearch()).toBe("tab=json&span=c");
  stop();
});

test("null removes a parameter and what others wrote meanwhile stays", () => {
  const window = newWindow("?find=x");
  vi.stubGlobal("window", window);
  changeSearch({ find: null });
  window.location.search = "?find=x&panel=share";
  vi.advanceTimersByTime(500);
  expect(window.replaced).toEqual(["/p/shop/traces/1?panel=share"]);
});

test("a change that was meant for a page left meanwhile changes nothing", () => {
  const window = newWindow("");
  vi.stubGlobal("window", window);
  changeSearch({ span: "a" });
  window.location.pathname = "/p/shop/traces";
  expect(readSearch()).toBe("");
  vi.advanceTimersByTime(500);
  expect(window.replaced).toEqual([]);
});
