import { asOwner, expect, keepPicture, newStranger, test, watch } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

const question = "How long is the warranty of the frame?";

test("from the sample service to a score, and to a link for one other person", async ({
  page,
  product,
  browser,
  watched,
}) => {
  test.setTimeout(180_000);
  const [traceId = ""] = await askSample(product, [question], "whole-path");

  await test.step("the trace is in the list with what was asked and answered", async () => {
    await page.goto(`${product.consoleUrl}/p/default/traces?application=whole-path`);
    const row = page.getByRole("row", { name: /answer_question/ });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(question);
    await expect(row).toContainText("warranty of ten years");
  });

  await test.step("its page shows the call chain, and each span's documents and messages", async () => {
    await page.getByRole("link", { name: "answer_question", exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
    await expect(page.getByRole("treeitem")).toHaveCount(3);
    await page.getByRole("treeitem", { name: /retrieve_documents/ }).click();
    await expect(page.getByRole("region", { name: /Span retrieve_documents/ })).toContainText(
      "The frame has a warranty of ten years",
    );
    await page.getByRole("treeitem", { name: /generate_answer/ }).click();
    await expect(page.getByRole("region", { name: /Span generate_answer/ })).toContainText("stand-in");
    await keepPicture(page, "trace");
  });

  await test.step("it is evaluated with the stand-in judge, from paths that were found in it", async () => {
    await page.getByRole("button", { name: "Evaluate", exact: true }).first().click();
    const panel = page.getByRole("dialog", { name: /Evaluate/ });
    await expect(panel.getByRole("combobox", { name: "Model" })).toContainText("stand-in");
    await expect(panel.getByRole("region", { name: "Query" }).getByRole("status")).toContainText(question);
    await expect(panel.getByRole("region", { name: "Answer" }).getByRole("status")).toContainText("ten years");
    await keepPicture(page, "evaluate");
    await panel.getByRole("button", { name: /Confirm/ }).click();
    await expect(panel).toHaveCount(0);
  });

  await test.step("the score is in the list, and its detail says what was judged", async () => {
    await page.goto(`${product.consoleUrl}/p/default/traces?application=whole-path`);
    const row = page.getByRole("row", { name: /answer_question/ });
    await expect(row).not.toContainText(/Not evaluated|Queued|Running/, { timeout: 60_000 });
    await expect(row).toContainText(/stand-in/i);
    await row.getByTitle(/Show this result/).click();
    const detail = page.getByRole("dialog");
    await expect(detail).toContainText("Correctness");
    await expect(detail).toContainText("Faithfulness");
    await expect(detail).toContainText("nDCG");
    await expect(detail).toContainText(question);
    await keepPicture(page, "evaluation-result");
  });

  await test.step("the settings are filled in again for the next trace of the application", async () => {
    await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?evaluate=${traceId}`);
    const panel = page.getByRole("dialog", { name: /Evaluate/ });
    await expect(panel).toContainText("Filled in from");
    await expect(panel.getByRole("region", { name: "Context" }).getByLabel("SpanName")).toHaveValue(
      "retrieve_documents",
    );
  });

  await test.step("a one-time link opens it in a second browser, and a third is refused", async () => {
    await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Create link" }).click();
    const link = (await page.getByText(/\/s#/).first().innerText()).trim();
    const [second, third] = [await newStranger(browser), await newStranger(browser)];
    const [reader, stranger] = [await second.newPage(), await third.newPage()];
    for (const other of [reader, stranger]) watch(other, product, watched);
    await reader.goto(link);
    await expect(reader.getByRole("heading", { name: /shared one trace with you/ })).toBeVisible();
    await reader.getByRole("button", { name: "Open the trace" }).click();
    await expect(reader.getByRole("treeitem")).toHaveCount(3);
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { name: "This link has already been used" })).toBeVisible();
    await expect(stranger.getByText("answer_question")).toHaveCount(0);
    await second.close();
    await third.close();
  });
});
