"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { sessionsPath, usersPath } from "./session-links";

const rangeNames = ["range", "from", "to"];

/** Sessions and users are two views of the same place; the time range goes along. */
export function SessionTabs({ projectSlug }: { readonly projectSlug: string }) {
  const pathname = usePathname();
  const search = useSearchParams();
  const range = new URLSearchParams([...search].filter(([name]) => rangeNames.includes(name))).toString();
  const tabs = [
    { label: "Sessions", path: sessionsPath(projectSlug), href: sessionsPath(projectSlug, range) },
    { label: "Users", path: usersPath(projectSlug), href: usersPath(projectSlug, range) },
  ];
  return (
    <nav className="pl-tabs" aria-label="Sessions and users">
      {tabs.map(({ label, path, href }) => (
        <Link key={label} href={href} prefetch={false} aria-current={pathname === path ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
