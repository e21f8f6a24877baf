import type { Principal } from "@plumbline/base/grant";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { pageError } from "./page-error";
import { parseThemeChoice, parseTimeZone, type ThemeChoice, themeCookie, timeZoneCookie } from "./preferences";
import { getServices } from "./services";

export type Viewer = Extract<Principal, { kind: "user" }>;

/** Who is looking, once per request; undefined without a valid session. */
export const readViewer = cache(async (): Promise<Viewer | undefined> => {
  const cookie = (await headers()).get("cookie");
  if (cookie === null) return undefined;
  const { access } = await getServices();
  try {
    // Only the session counts for pages: an Authorization header must not turn a page into another account's.
    const principal = await access.principalFromHeaders(new Headers({ cookie }));
    return principal?.kind === "user" ? principal : undefined;
  } catch (thrown) {
    throw pageError(thrown);
  }
});

/** The viewer, or the sign-in page that comes back to `returnTo`. */
export async function requireViewer(returnTo: string): Promise<Viewer> {
  const viewer = await readViewer();
  if (viewer === undefined) redirect(signInPath(returnTo));
  return viewer;
}

export function signInPath(returnTo: string): string {
  return returnTo === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(returnTo)}`;
}

export async function readPreferences(): Promise<{ theme: ThemeChoice; timeZone: string }> {
  const jar = await cookies();
  return {
    theme: parseThemeChoice(jar.get(themeCookie)?.value),
    timeZone: parseTimeZone(jar.get(timeZoneCookie)?.value),
  };
}
