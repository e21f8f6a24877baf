"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const tabs = [
  { path: "judges", label: "Judges" },
  { path: "api-keys", label: "API keys" },
  { path: "share-links", label: "One-time links" },
] as const;

/** The parts of a project's settings, one page each. */
export function SettingsTabs({ projectSlug }: { readonly projectSlug: string }) {
  const pathname = usePathname();
  return (
    <nav className="pl-tabs" aria-label="Settings">
      {tabs.map(({ path, label }) => {
        const href = `/p/${projectSlug}/settings/${path}`;
        return (
          <Link key={path} href={href} prefetch={false} aria-current={pathname === href ? "page" : undefined}>
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
