"use client";

import "./globals.css";

/** Stands in when even the root layout fails, so it uses nothing but the style sheet. */
export default function GlobalErrorPage({ error }: { readonly error: Error & { readonly digest?: string } }) {
  return (
    <html lang="en" data-theme="light">
      <body>
        <div className="pl-empty">
          <h2 className="pl-title">The console could not be shown</h2>
          <p>
            Something failed that should not; most often the database is away. Nothing was changed. Reload the page; if
            it fails again, look into the console's log{error.digest === undefined ? "." : ` for ${error.digest}.`}
          </p>
        </div>
      </body>
    </html>
  );
}
