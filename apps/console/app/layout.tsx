import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { ClockProvider } from "~/lib/clock";
import { EarlyClicks } from "~/lib/early-clicks";
import { earlyInputScript } from "~/lib/early-input";
import { themeScript } from "~/lib/preferences";
import { QueryProvider } from "~/lib/query-provider";
import { readPreferences } from "~/lib/session";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Plumbline", template: "%s · Plumbline" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { theme, timeZone } = await readPreferences();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" data-theme={theme === "dark" ? "dark" : "light"} data-theme-choice={theme} suppressHydrationWarning>
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: `${themeScript};${earlyInputScript}` }}
        />
      </head>
      <body>
        {/* The list of an open select hides its scroll bar with a style element of its own. */}
        <CSPProvider nonce={nonce}>
          <QueryProvider>
            <ClockProvider timeZone={timeZone} nowMs={Date.now()}>
              {children}
            </ClockProvider>
            <EarlyClicks />
          </QueryProvider>
        </CSPProvider>
      </body>
    </html>
  );
}
