import { expect, test } from "vitest";
import { nearestLines } from "./stack-trace";

test("a folded stack trace shows where the error was raised, which Python writes last", () => {
  const python = [
    "Traceback (most recent call last):",
    '  File "a.py", line 1, in main',
    "    b()",
    "ValueError: no",
    "",
  ];
  expect(nearestLines(python)).toBe('  File "a.py", line 1, in main\n    b()\nValueError: no');
  expect(nearestLines(["Error: no", " at b", " at a", " at main"])).toBe("Error: no\n at b\n at a");
});
