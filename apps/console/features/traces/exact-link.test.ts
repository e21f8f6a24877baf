import { expect, test } from "vitest";
import { exactSearch } from "./exact-link";
import { parseTraceParams } from "./params";

const window = { fromMs: Date.UTC(2026, 10, 21), toMs: Date.UTC(2026, 10, 22) };
const columns = [{ id: "name", widthPx: 240 }, { id: "attributes.user.plan" }];

test("a link to the exact view holds the times, the columns and all else of the address, and follows nothing", () => {
  const peek = "a".repeat(32);
  const address = new URLSearchParams(`q=status = error&sort=-cost&range=6h&live=1&peek=${peek}&at=cursor_1`);
  const read = parseTraceParams(new URLSearchParams(exactSearch(parseTraceParams(address), columns, window)));
  expect(read).toMatchObject({
    q: "status = error",
    sort: "-cost",
    range: { kind: "between", ...window },
    columns,
    isLive: false,
    peek,
    at: "cursor_1",
  });
});

test("a link does not name the saved view, which may be private", () => {
  const address = new URLSearchParams("view=11111111-2222-3333-4444-555555555555&q=status = error");
  expect(exactSearch(parseTraceParams(address), columns, window)).not.toContain("view=");
});
