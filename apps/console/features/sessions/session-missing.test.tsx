import { PathParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { SessionMissing } from "./session-missing";

test("a session that is not stored is named, and the page leads back to the sessions of its project", () => {
  const html = renderToStaticMarkup(
    <PathParamsContext.Provider value={{ project: "shop", sessionId: "none%20such" }}>
      <SessionMissing />
    </PathParamsContext.Provider>,
  );
  expect(html).toContain("No session with this id is stored in this project");
  expect(html).toContain("none such");
  expect(html).toContain('href="/p/shop/sessions"');
});
