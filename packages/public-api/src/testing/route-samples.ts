import type { ApiWorld } from "./api-world";

/** A request that a route answers with success, made fresh, because some use up what they name. */
export interface RouteSample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const rule = { spanName: "rag", jsonPathInSpan: "attributes.input.value" };

/** By operation: the method and the path without its prefix. Every route has one (a test checks). */
export const routeSamples: Readonly<Record<string, (world: ApiWorld) => Promise<RouteSample> | RouteSample>> = {
  "GET projects": () => ({}),
  "GET applications": () => ({}),
  "GET traces": () => ({ query: { limit: "1" } }),
  "GET traces/pulse": () => ({}),
  "GET traces/facets": () => ({ query: { fields: "application,status", ranges: "duration,cost" } }),
  "GET sessions": () => ({ query: { limit: "1" } }),
  "GET sessions/{sessionId}": async (world) => ({
    params: { sessionId: encodeURIComponent(await world.storeSession()) },
  }),
  "GET users": () => ({ query: { sort: "tokens" } }),
  "GET traces/{traceId}/texts": ({ traceId }) => ({ params: { traceId } }),
  "GET span-names": () => ({}),
  "GET attribute-keys": () => ({ query: { prefix: "attributes." } }),
  "GET attribute-values": () => ({ query: { key: "application" } }),
  "GET freshness": () => ({}),
  "GET traces/{traceId}": ({ traceId }) => ({ params: { traceId } }),
  "GET traces/{traceId}/tree": ({ traceId }) => ({ params: { traceId } }),
  "GET traces/{traceId}/contents": ({ traceId }) => ({ params: { traceId }, query: { spanIds: "00000000000000a1" } }),
  "GET traces/{traceId}/similar-success": ({ traceId }) => ({ params: { traceId } }),
  "GET traces/{traceId}/spans/{spanId}": ({ traceId }) => ({ params: { traceId, spanId: "00000000000000a1" } }),
  "GET traces/{traceId}/spans/{spanId}/value": ({ traceId }) => ({
    params: { traceId, spanId: "00000000000000a1" },
    query: { path: '["document","name"]' },
  }),
  "GET traces/{traceId}/otlp": ({ traceId }) => ({ params: { traceId } }),
  "POST traces/{traceId}/extraction": ({ traceId }) => ({
    params: { traceId },
    body: { extraction: { query: [rule], answer: [rule], context: [] } },
  }),
  "GET traces/{traceId}/evaluations": ({ traceId }) => ({ params: { traceId } }),
  "POST traces/{traceId}/evaluations": ({ traceId, judgeModelId }) => ({
    params: { traceId },
    body: { judgeId: judgeModelId, metrics: ["correctness"], extraction: { query: rule, answer: [rule] } },
  }),
  "GET evaluations/{evaluationId}": async (world) => ({ params: { evaluationId: await world.createEvaluation() } }),
  "POST evaluations/{evaluationId}/cancel": async (world) => ({
    params: { evaluationId: await world.createEvaluation() },
  }),
  "POST evaluations/{evaluationId}/retry": async (world) => {
    const evaluationId = await world.createEvaluation();
    await world.call("owner", "POST", `/api/v1/projects/${world.projectId}/evaluations/${evaluationId}/cancel`);
    return { params: { evaluationId } };
  },
  "GET evaluations/{evaluationId}/judge-calls": async (world) => ({
    params: { evaluationId: await world.createEvaluation() },
  }),
  "GET evaluation-settings": () => ({ query: { application: "museum" } }),
  "GET traces/{traceId}/evaluation-tasks": ({ traceId }) => ({ params: { traceId } }),
  "GET evaluation-tasks": () => ({ query: { limit: "1" } }),
  "POST evaluation-tasks": (world) => ({ body: newTask(world) }),
  "GET evaluation-tasks/{taskId}": async (world) => ({ params: { taskId: await createTask(world) } }),
  "PATCH evaluation-tasks/{taskId}": async (world) => ({
    params: { taskId: await createTask(world) },
    body: { sampling: { policy: "window", everyMinutes: 5 } },
  }),
  "DELETE evaluation-tasks/{taskId}": async (world) => ({
    params: { taskId: await createTask(world) },
    query: { results: "delete" },
  }),
  "POST evaluation-tasks/{taskId}/pause": async (world) => ({ params: { taskId: await createTask(world) } }),
  "POST evaluation-tasks/{taskId}/stop": async (world) => ({ params: { taskId: await createTask(world) } }),
  "POST evaluation-tasks/{taskId}/resume": async (world) => {
    const taskId = await createTask(world);
    await world.call("owner", "POST", `/api/v1/projects/${world.projectId}/evaluation-tasks/${taskId}/stop`);
    return { params: { taskId } };
  },
  "POST evaluation-tasks/{taskId}/clone": async (world) => ({ params: { taskId: await createTask(world) } }),
  "GET evaluation-tasks/{taskId}/results": async (world) => ({
    params: { taskId: await createTask(world) },
    query: { state: "failed,scored", metric: "correctness" },
  }),
  "POST evaluation-tasks/{taskId}/rerun": async (world) => ({
    params: { taskId: await createTask(world) },
    body: { class: "timeout" },
  }),
  "GET judge-models": () => ({}),
  "GET judge-prompts": () => ({}),
  "POST judge-models": () => ({ body: { preset: "qwen-max", token: "sk-0123456789" } }),
  "PATCH judge-models/{judgeModelId}": ({ judgeModelId }) => ({ params: { judgeModelId }, body: { temperature: 0 } }),
  "POST judge-models/{judgeModelId}/test": ({ judgeModelId }) => ({ params: { judgeModelId } }),
  "DELETE judge-models/{judgeModelId}": async (world) => {
    const made = await world.call("owner", "POST", `/api/v1/projects/${world.projectId}/judge-models`, {
      preset: "pai-judge",
    });
    return { params: { judgeModelId: ((await made.json()) as { id: string }).id } };
  },
  "GET traces/export": () => ({ query: { format: "csv" } }),
  "POST traces/export": (world) => ({ body: { format: "csv", traceIds: [world.traceId] } }),
  "GET saved-views": () => ({}),
  "POST saved-views": () => ({ body: { name: "Failed", search: "q=status+%3D+error", isShared: true } }),
  "PATCH saved-views/{savedViewId}": async (world) => ({
    params: { savedViewId: await createView(world) },
    body: { name: "Slow", isShared: true, isDefault: true },
  }),
  "DELETE saved-views/{savedViewId}": async (world) => ({ params: { savedViewId: await createView(world) } }),
  "GET metrics/timeseries": () => ({ query: { by: "application", measures: "requests,p95Ms,cost" } }),
  "GET metrics/summary": () => ({ query: { application: "museum" } }),
  "GET metrics/slowest-spans": () => ({}),
  "GET metrics/error-groups": () => ({}),
  "GET metrics/values": () => ({}),
  "GET metrics/usual-durations": () => ({ query: { names: "rag" } }),
  "GET repricings": () => ({}),
  "POST repricings": async (world) => {
    await world.finishRepricings();
    return { body: {} };
  },
  "GET model-prices": () => ({}),
  "POST model-prices": () => ({ body: { modelPattern: "house-*", prices: { input: 1, output: 2 } } }),
  "DELETE model-prices/{modelPriceId}": async (world) => {
    const made = await world.call("owner", "POST", `/api/v1/projects/${world.projectId}/model-prices`, {
      modelPattern: "gone",
      prices: { input: 1 },
    });
    return { params: { modelPriceId: ((await made.json()) as { id: string }).id } };
  },
  "GET api-keys": () => ({}),
  "POST api-keys": () => ({ body: { name: "CI", scopes: ["read"], expiresAt: "2099-01-01T00:00:00Z" } }),
  "DELETE api-keys/{apiKeyId}": async (world) => {
    const made = await world.call("owner", "POST", `/api/v1/projects/${world.projectId}/api-keys`, {
      name: "to revoke",
      scopes: ["ingest"],
    });
    return { params: { apiKeyId: ((await made.json()) as { apiKey: { id: string } }).apiKey.id } };
  },
  "POST traces/{traceId}/share-tickets": ({ traceId }) => ({
    params: { traceId },
    body: { expiresInSeconds: 3600, note: "For support", hiddenParts: ["documents"] },
  }),
  "GET traces/{traceId}/share-tickets": ({ traceId }) => ({ params: { traceId } }),
  "GET share-tickets": () => ({}),
  "DELETE share-tickets/{shareTicketId}": async (world) => ({
    params: { shareTicketId: (await world.createTicket()).ticketId },
  }),
  "POST share/describe": async (world) => ({ body: { ticket: (await world.createTicket()).ticket } }),
  "POST share/redeem": async (world) => ({ body: { ticket: (await world.createTicket()).ticket } }),
  "GET share/trace": () => ({}),
  "GET share/spans/{spanId}": () => ({ params: { spanId: "00000000000000a1" } }),
  "GET share/spans/{spanId}/value": () => ({
    params: { spanId: "00000000000000a1" },
    query: { path: '["document","name"]' },
  }),
  "POST share/close": () => ({ body: {} }),
  "GET openapi.json": () => ({}),
};

function newTask({ judgeModelId }: ApiWorld) {
  return {
    name: "Museum answers",
    judgeModelId,
    metrics: ["correctness"],
    extraction: { query: rule, answer: [rule] },
    samplingStart: "2026-01-01T00:00:00Z",
    samplingEnd: null,
    sampling: { policy: "probability", percent: 10 },
    budget: { tokensPerDay: 100_000 },
  };
}

async function createTask(world: ApiWorld): Promise<string> {
  const path = `/api/v1/projects/${world.projectId}/evaluation-tasks`;
  const made = await world.call("owner", "POST", path, newTask(world));
  return ((await made.json()) as { id: string }).id;
}

async function createView(world: ApiWorld): Promise<string> {
  const path = `/api/v1/projects/${world.projectId}/saved-views`;
  const made = await world.call("owner", "POST", path, { name: "Ours", search: "range=1h", isShared: true });
  return ((await made.json()) as { id: string }).id;
}

export function operationOf(route: { readonly method: string; readonly path: string }): string {
  return `${route.method} ${route.path.replace(/^\/api\/(v1\/(projects\/\{projectId\}\/)?)?/, "")}`;
}
