import type { ReactNode } from "react";
import { AppShell } from "~/features/shell/app-shell";
import { loadProject } from "~/lib/load";
import { readPreferences } from "~/lib/session";

export default async function ProjectLayout({
  params,
  children,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly children: ReactNode;
}) {
  const { project, projects, viewer } = await loadProject((await params).project);
  const { theme } = await readPreferences();
  return (
    <AppShell project={project} projects={projects} viewer={{ name: viewer.name, email: viewer.email }} theme={theme}>
      {children}
    </AppShell>
  );
}
