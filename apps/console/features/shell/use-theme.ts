"use client";

import { useState } from "react";
import { type ThemeChoice, themeCookie } from "~/lib/preferences";

/** The chosen theme and how to choose another. It counts at once and is remembered in a cookie for the server. */
export function useTheme(initial: ThemeChoice): readonly [ThemeChoice, (choice: ThemeChoice) => void] {
  const [theme, setTheme] = useState(initial);
  const choose = (choice: ThemeChoice) => {
    const root = document.documentElement;
    const isDark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.themeChoice = choice;
    root.dataset.theme = isDark ? "dark" : "light";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari below 18.4 and on http.
    document.cookie = `${themeCookie}=${choice}; path=/; max-age=31536000; samesite=lax`;
    setTheme(choice);
  };
  return [theme, choose];
}
