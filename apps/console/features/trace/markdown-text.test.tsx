import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import MarkdownText from "./markdown-text";

function html(text: string): string {
  return renderToStaticMarkup(<MarkdownText text={text} />);
}

describe("Markdown of a stranger", () => {
  test("is laid out: lists, tables, code", () => {
    const shown = html("**bold**\n\n- one\n\n| a |\n|---|\n| 1 |\n\n```js\nx\n```");
    for (const tag of ["<strong>", "<li>", "<table>", "<pre>"]) expect(shown).toContain(tag);
  });

  test("has no HTML of its own", () => {
    const shown = html('<img src=x onerror=alert(1)><script>alert(1)</script><b>raw</b> <a href="javascript:x">y</a>');
    expect(shown).not.toMatch(/<(?:script|img|b|a)[ >]/);
    expect(shown).toContain("&lt;b&gt;raw&lt;/b&gt;");
  });

  test("leads nowhere but to the web and to mail, and opens there without telling where from", () => {
    const shown = html(
      "[a](javascript:alert(1)) [b](data:text/html,x) [c](//host/x) [d](https://example.org) [e](vbscript:x)",
    );
    expect(shown.match(/href="[^"]+"/g)).toEqual(['href="https://example.org"']);
    expect(shown).toContain('rel="noopener noreferrer nofollow"');
  });

  test("loads no picture but those that are in the text itself", () => {
    const shown = html("![chart](https://example.org/x.png) ![dot](data:image/png;base64,iVBORw0KGgo=)");
    expect(shown.match(/src="[^"]+"/g)).toEqual(['src="data:image/png;base64,iVBORw0KGgo="']);
    expect(shown).toContain("chart, not loaded");
  });
});
