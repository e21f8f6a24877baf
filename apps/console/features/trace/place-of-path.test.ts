import { expect, test } from "vitest";
import { jsonRows, placeId } from "./json-rows";
import { pathToPlace, placeOfPath } from "./place-of-path";

const document = {
  name: "chat",
  attributes: {
    retrieval: { documents: Array.from({ length: 40 }, (_, index) => ({ document: { content: `text ${index}` } })) },
    "a.b": { c: "dotted" },
    input: { value: '{"messages":[{"content":"refund"}]}' },
  },
};

test.each([
  [
    "attributes.retrieval.documents[31].document.content",
    ["attributes", "retrieval", "documents", 31, "document", "content"],
    undefined,
  ],
  ["attributes.a.b.c", ["attributes", "a.b", "c"], undefined],
  ["attributes['a.b'].c", ["attributes", "a.b", "c"], undefined],
  ["attributes.input.value.messages[0].content", ["attributes", "input", "value"], ["messages", 0, "content"]],
  ["name", ["name"], undefined],
])("%s leads to its line, which is then in the tree", (text, path, valuePath) => {
  const place = placeOfPath(document, text);
  expect(place).toEqual(valuePath === undefined ? { path } : { path, valuePath });
  if (place === undefined) return;
  const { open, shown } = pathToPlace(place);
  const rows = jsonRows(document, { open: new Set(open), shown });
  expect(rows.map(({ id }) => id)).toContain(placeId(place));
});

test("a path that leads nowhere, or is none, opens nothing", () => {
  for (const text of ["attributes.missing", "attributes.input.value.x", "attributes.retrieval.documents[99]", "%%"])
    expect(placeOfPath(document, text), text).toBeUndefined();
});
