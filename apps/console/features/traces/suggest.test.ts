import { expect, test } from "vitest";
import { parseTyped, type SeenValues, suggest } from "./suggest";

const seen: SeenValues = {
  applications: [
    { value: "order-helpdesk", traces: 5210 },
    { value: "rag-docs-assistant", traces: 3884 },
  ],
  spanNames: [{ value: "RetrieverQueryEngine.query", traces: 400 }],
};
const short = (text: string, field?: Parameters<typeof suggest>[1]) =>
  suggest(text, field, [], seen).map((one) => (one.kind === "field" ? `${one.label}…` : `${one.field}=${one.value}`));

test("an empty box lists the fields", () => {
  expect(short("")).toEqual(["application…", "status…", "span name…", "trace id…", "session…", "user…", "evaluation…"]);
});

test("a word finds values that were seen, then stands for itself where any text may stand", () => {
  expect(short("err")).toEqual(["status=error", "application=err", "name=err", "session=err", "user=err"]);
  expect(short("helpdesk")[0]).toBe("application=order-helpdesk");
  expect(short("order-helpdesk").filter((one) => one.startsWith("application="))).toHaveLength(1);
});

test("hex digits offer the trace that begins with them", () => {
  expect(short("4F1C-09e2")).toContain("trace=4f1c09e2");
  expect(short("hello")).not.toContain("trace=hello");
});

test("a chosen field lists its values, and takes what was typed where any value may stand", () => {
  expect(short("", "status")).toEqual([
    "status=ok",
    "status=error",
    "status=incomplete",
    "status=running",
    "status=unset",
  ]);
  expect(short("zzz", "status")).toEqual([]);
  expect(short("sess_1", "session")).toEqual(["session=sess_1"]);
  expect(short("rag", "application")).toEqual(["application=rag-docs-assistant", "application=rag"]);
});

test("values that the clause has already are marked", () => {
  const [, error] = suggest("", "status", [{ field: "status", values: ["error"] }], seen);
  expect(error).toMatchObject({ value: "error", isChosen: true });
});

test("a status says what it means where its name does not", () => {
  const notes = suggest("", "status", [], seen).map((one) => (one.kind === "value" ? [one.value, one.note] : []));
  expect(Object.fromEntries(notes)).toMatchObject({ error: undefined, unset: "the sender set no status" });
});

test("a clause may be typed whole", () => {
  expect(parseTyped("status:error")).toEqual({ field: "status", value: "error" });
  expect(parseTyped("span name = POST /v1/chat")).toEqual({ field: "name", value: "POST /v1/chat" });
  expect(parseTyped("http://x")).toBeUndefined();
});
