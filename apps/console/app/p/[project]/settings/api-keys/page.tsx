import { ApiKeys } from "~/features/api-keys/api-keys";
import { loadProject } from "~/lib/load";
import { getServices } from "~/lib/services";

export const metadata = { title: "API keys" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  const { config } = await getServices();
  return <ApiKeys projectId={project.id} otlpEndpoint={config.otlpHttpUrl} initial={undefined} />;
}
