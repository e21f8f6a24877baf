import type { ReactNode } from "react";
import { SettingsTabs } from "~/features/settings/settings-tabs";
import { loadProject } from "~/lib/load";
import { PageBar } from "~/lib/page-bar";

export default async function SettingsLayout({
  params,
  children,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly children: ReactNode;
}) {
  const { project } = await loadProject((await params).project);
  return (
    <>
      <PageBar title="Settings" />
      <SettingsTabs projectSlug={project.slug} />
      <div className="pl-scroll">{children}</div>
    </>
  );
}
