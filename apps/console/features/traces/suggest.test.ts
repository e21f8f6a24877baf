import { completeAt } from "@plumbline/query/complete";
import { findField } from "@plumbline/query/fields";
import { parseQuery } from "@plumbline/query/parse";
import { expect, test } from "vitest";
import { suggestionsOf, withSuggestion } from "./suggest";
import { tabChoice } from "./tab-choice";
import { withoutColon } from "./without-colon";

const offered = (text: string, observed: readonly string[] = []) =>
  suggestionsOf(
    completeAt(text, text.length),
    observed.map((value) => ({ value, note: "2 traces" })),
  );

/** The text after the suggestion that begins so was taken. */
function taken(text: string, beginning: string, observed: readonly string[] = []) {
  const suggestion = offered(text, observed).find((one) => one.text.startsWith(beginning));
  if (suggestion === undefined) throw new Error(`${beginning} is not offered for ${text}.`);
  return withSuggestion(text, completeAt(text, text.length), suggestion);
}

test("a clause is put together from suggestions alone", () => {
  const field = taken("stat", "status");
  expect(field).toEqual({ text: "status ", caret: 7, isDone: false });
  const operator = taken(field.text, "=");
  expect(operator.text).toBe("status = ");
  const value = taken(operator.text, "error");
  expect(value).toEqual({ text: "status = error", caret: 14, isDone: true });
  expect(parseQuery(value.text).ok).toBe(true);
});

test("values that were seen come first, fit for what was typed, and quoted where they need it", () => {
  const seen = offered("application = h", ["harbor", "order desk", "help desk"]).filter(({ kind }) => kind === "seen");
  expect(seen.map(({ text }) => text)).toEqual(["harbor", '"help desk"']);
  expect(taken("application = h", '"help', ["help desk"])).toMatchObject({
    text: 'application = "help desk"',
    isDone: true,
  });
});

test("an attribute that was seen becomes the field, and its operator is still to come", () => {
  expect(taken("attributes.us", "attributes.user.plan", ["attributes.user.plan"])).toEqual({
    text: "attributes.user.plan ",
    caret: 21,
    isDone: false,
  });
});

test("inside of has( a clause goes on, because the parenthesis is open", () => {
  const next = taken("has(kind = L", "LLM");
  expect(next.text).toBe("has(kind = LLM");
  expect(parseQuery(next.text).ok).toBe(false);
});

test("words are searched for as they were typed", () => {
  expect(taken("faith", "faith")).toEqual({ text: "faith", caret: 5, isDone: true });
  expect(offered("faith").map(({ kind }) => kind)).toContain("field");
});

test("a colon behind a field is its =, and elsewhere a colon stays one", () => {
  const isField = (name: string) => findField(name, "trace") !== undefined;
  expect(withoutColon("status:", isField)).toBe("status = ");
  expect(withoutColon("http:", isField)).toBe("http:");
  expect(withoutColon("status:e", isField)).toBe("status:e");
});

test("Tab completes a field where Enter would search for what was typed", () => {
  const tab = (text: string) => {
    const suggestions = offered(text);
    const search = suggestions.findIndex(({ kind }) => kind === "text");
    return suggestions[tabChoice(suggestions, search, text)];
  };
  expect(tab("app")).toMatchObject({ kind: "field", text: "application" });
  expect(tab("APP")).toMatchObject({ kind: "field", text: "application" });
  expect(tab("bicycle")).toMatchObject({ kind: "text", text: "bicycle" });
  expect(tabChoice(offered("app"), 0, "app")).toBe(0);
});
