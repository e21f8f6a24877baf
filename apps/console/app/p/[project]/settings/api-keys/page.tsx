import { listApiKeys } from "@plumbline/public-api/routes/list-api-keys";
import { ApiKeys } from "~/features/api-keys/api-keys";
import { loadedValue, loadProject, loadRoute } from "~/lib/load";
import { loadOtlpHttpUrl } from "~/lib/load-otlp-url";

export const metadata = { title: "API keys" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  const initial = loadedValue(await loadRoute(listApiKeys, { projectId: project.id }));
  return <ApiKeys projectId={project.id} otlpEndpoint={await loadOtlpHttpUrl()} initial={initial} />;
}
