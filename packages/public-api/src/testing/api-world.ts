import { randomBytes } from "node:crypto";
import type { ApiKeyScope } from "@plumbline/access/permissions";
import {
  authRequest,
  cookieHeader,
  createTestAccess,
  createTestApiKey,
  createTestProject,
  createTestUser,
  testConsoleUrl,
  testGrant,
} from "@plumbline/access/testing";
import type { ProjectId, TraceId } from "@plumbline/base/ids";
import { createLogger } from "@plumbline/base/log";
import type { Pool } from "@plumbline/db/pool";
import { createEvaluationWorld, ragTrace } from "@plumbline/evaluation/testing/evaluation-world";
import { createMetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import { createModelPrices } from "@plumbline/span-store/prices/model-prices";
import { repriceCalls } from "@plumbline/span-store/prices/reprice-calls";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import type { HiddenPart } from "@plumbline/span-store/read/types";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import type { Hono } from "hono";
import { createApi } from "../create-api";
import type { Services } from "../services";

export const callerNames = [
  "nobody",
  "ingest key",
  "read key",
  "evaluate key",
  "admin key",
  "viewer",
  "owner",
  "owner of another project",
  "share session",
] as const;
export type CallerName = (typeof callerNames)[number];

/** The API over a real database, real access and real evaluation, with everyone who may call it. */
export interface ApiWorld {
  readonly api: Hono;
  readonly services: Services;
  readonly projectId: ProjectId;
  /** A stored RAG trace; its root span is `00000000000000a1`. */
  readonly traceId: TraceId;
  readonly judgeModelId: string;
  /** Headers with which each caller proves who they are. */
  readonly callers: Readonly<Record<CallerName, Readonly<Record<string, string>>>>;
  storeTrace(): Promise<TraceId>;
  /** Stores a trace of one span in a session; answers the session id, which is no plain word. */
  storeSession(): Promise<string>;
  /** A new link to the trace. */
  createTicket(hiddenParts?: readonly HiddenPart[]): Promise<{ ticketId: string; ticket: string }>;
  /** Redeems a link as a browser does; answers its cookie. */
  openTicket(ticket: string): Promise<{ cookie: string; shareId: string }>;
  createEvaluation(): Promise<string>;
  /** What the worker does with repricings: another one can be asked for then. */
  finishRepricings(): Promise<void>;
  call(
    caller: CallerName,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

async function redeemAsBrowser(api: Hono, ticket: string): Promise<{ cookie: string; shareId: string }> {
  const response = await api.request("/api/share/redeem", {
    method: "POST",
    headers: { ...fromConsole, "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (response.status !== 200) throw new Error(await response.text());
  const { shareId } = (await response.json()) as { shareId: string };
  return { cookie: cookieHeader(response), shareId };
}

/** A browser's fetch from the console's own page. */
const fromConsole = { origin: testConsoleUrl, "sec-fetch-site": "same-origin" };

async function storeSession(pool: Pool, projectId: ProjectId): Promise<string> {
  const sessionId = `chat/${randomBytes(4).toString("hex")} 预订?`;
  const nano = `${Date.now() - 60_000}000000`;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = {
    traceId: randomBytes(16).toString("hex"),
    spanId: "00000000000000a1",
    name: "chat",
    startTimeUnixNano: nano,
    endTimeUnixNano: nano,
    attributes: [text("session.id", sessionId), text("user.id", "user-1"), text("input.value", "Is it open?")],
  };
  await storeOtlpJson(pool, projectId, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  return sessionId;
}

export async function createApiWorld(pool: Pool, judgeUrl: string): Promise<ApiWorld> {
  const { access, project, owner, signIn } = await createTestAccess({ pool });
  const evaluation = await createEvaluationWorld(pool);
  const logger = createLogger("public-api-test", "silent");
  const spans = createSpanReader({ pool });
  const stores = { spans, metrics: createMetricsReader({ pool }), prices: createModelPrices({ pool }) };
  const services: Services = { access, ...stores, evaluation: evaluation.service, consoleUrl: testConsoleUrl, logger };
  const api = createApi(services, { checkAnswers: true });
  const projectId = project.id;

  async function storeTrace(): Promise<TraceId> {
    const traceId = randomBytes(16).toString("hex") as TraceId;
    await storeOtlpJson(pool, projectId, ragTrace({ traceId }));
    return traceId;
  }
  const traceId = await storeTrace();

  async function signInAs(userId: string): Promise<string> {
    const token = await access.createSignInLink(userId);
    return cookieHeader(await access.auth.handler(authRequest("/sign-in-link/redeem", { token })));
  }
  async function keyWith(...scopes: ApiKeyScope[]) {
    return { authorization: `Bearer ${(await createTestApiKey(pool, projectId, scopes)).key}` };
  }
  const stranger = await createTestUser(pool, { projectId: await createTestProject(pool, "Other"), role: "owner" });
  const viewer = await createTestUser(pool, { projectId, role: "viewer" });

  async function createTicket(hiddenParts: readonly HiddenPart[] = []) {
    return access.createShareTicket(testGrant("share:create", projectId, owner), { traceId, hiddenParts });
  }
  const openTicket = (ticket: string) => redeemAsBrowser(api, ticket);

  const grant = testGrant("evaluation:run", projectId);
  const judge = await evaluation.service.createJudgeModel(testGrant("judge:manage", projectId), {
    preset: "openai-compatible",
    baseUrl: judgeUrl,
    model: "test-model",
  });
  const callers: ApiWorld["callers"] = {
    nobody: {},
    "ingest key": await keyWith("ingest"),
    "read key": await keyWith("read"),
    "evaluate key": await keyWith("evaluate"),
    "admin key": await keyWith("admin"),
    viewer: { ...fromConsole, cookie: await signInAs(viewer.userId) },
    owner: { ...fromConsole, cookie: await signIn() },
    "owner of another project": { ...fromConsole, cookie: await signInAs(stranger.userId) },
    "share session": { ...fromConsole, cookie: (await openTicket((await createTicket()).ticket)).cookie },
  };

  return {
    api,
    services,
    projectId,
    traceId,
    async finishRepricings() {
      while ((await repriceCalls(pool)).length > 0);
    },
    judgeModelId: judge.id,
    callers,
    storeTrace,
    storeSession: () => storeSession(pool, projectId),
    createTicket,
    openTicket,
    async createEvaluation() {
      const rule = [{ spanName: "rag", jsonPathInSpan: "attributes.input.value" }];
      const config = { metrics: ["correctness"], extraction: { query: rule, answer: rule } };
      return (await evaluation.service.requestEvaluation(grant, { traceId, config, judgeModelId: judge.id })).id;
    },
    async call(caller, method, path, body, headers = {}) {
      return api.request(path, {
        method,
        headers: {
          ...callers[caller],
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
  };
}
