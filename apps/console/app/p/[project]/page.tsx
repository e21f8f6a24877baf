import { redirect } from "next/navigation";
import { loadProject } from "~/lib/load";

export default async function ProjectPage({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  redirect(`/p/${project.slug}/traces`);
}
