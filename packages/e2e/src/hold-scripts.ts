import type { Page } from "@playwright/test";

/** A busy machine: no script that the page asks for from now on comes before `release` is called. */
export async function holdScripts(page: Page): Promise<{ readonly release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.js(\?|$)/, async (route) => {
    await released;
    await route.continue();
  });
  return { release };
}
