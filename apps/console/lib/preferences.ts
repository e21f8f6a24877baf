/** What the console remembers of a browser, in cookies that the server reads for its first HTML. Not secrets. */

export const themeCookie = "plumbline-theme";
export const timeZoneCookie = "plumbline-tz";

export const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

export function parseThemeChoice(text: string | undefined): ThemeChoice {
  return themeChoices.find((choice) => choice === text) ?? "system";
}

/** A time zone name of the IANA database, or UTC. */
export function parseTimeZone(text: string | undefined): string {
  if (text === undefined || text.length > 64) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: decodeURIComponent(text) }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/**
 * Runs in the head before anything is painted: "system" becomes light or dark, and follows the system afterwards. Kept as
 * text because it must not wait for a file.
 */
export const themeScript = `(()=>{const r=document.documentElement,m=matchMedia("(prefers-color-scheme: dark)");
const set=()=>{if(r.dataset.themeChoice==="system")r.dataset.theme=m.matches?"dark":"light"};set();m.addEventListener("change",set)})()`;
