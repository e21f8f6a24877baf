import { createKeyring } from "@plumbline/access/secrets";
import { createTestProject, testGrant } from "@plumbline/access/testing";
import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import { createLogger } from "@plumbline/base/log";
import type { Pool } from "@plumbline/db/pool";
import { createPrismaClient, type PrismaClient } from "@plumbline/db/prisma";
import { checkAddress } from "@plumbline/outbound/check-address";
import { createOutboundFetch } from "@plumbline/outbound/create-outbound-fetch";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { createEvaluationService, type EvaluationService } from "../create-evaluation-service";
import type { EvaluationOptions } from "../evaluation-deps";
import type { EvaluationDetail } from "../evaluation-types";
import type { JudgeModelView } from "../models/judge-model-view";
import type { NewJudgeModel } from "../models/judge-models";

export const ragQuery = "When does the museum close?";
export const ragAnswer = "It closes at 17:00.";
export const ragDocuments = ["The museum is open from 9:00 to 17:00.", "Tickets cost 8 euros."];

export const ragExtraction = {
  query: [{ spanName: "rag", jsonPathInSpan: "attributes.input.value" }],
  answer: [{ spanName: "rag", jsonPathInSpan: "attributes.output.value" }],
  context: [{ spanName: "retrieve", jsonPathInSpan: "attributes.retrieval.documents[*].document.content" }],
};

export interface RagTrace {
  readonly traceId: string;
  readonly service?: string;
  readonly query?: string;
  readonly answer?: string;
  readonly documents?: readonly string[];
  /** Default: a minute ago. */
  readonly startedAt?: Date;
}

/** Evaluation on a real database with real outbound calls; the queue only remembers what was added. */
export interface EvaluationWorld {
  readonly service: EvaluationService;
  readonly options: EvaluationOptions;
  readonly projectId: ProjectId;
  readonly added: { readonly jobId: string | undefined; readonly delayMs: number | undefined }[];
  readonly logLines: string[];
  grant<P extends Permission>(permission: P, principal?: Principal): Grant<P>;
  storeRagTrace(trace: RagTrace): Promise<void>;
  createJudge(baseUrl: string, more?: Partial<NewJudgeModel>): Promise<JudgeModelView>;
  /** Requests an evaluation of a trace with the RAG extraction and all metrics, unless told otherwise. */
  request(traceId: string, judgeModelId: string, config?: Record<string, unknown>): Promise<EvaluationDetail>;
  /** Runs it to its end and reads what became of it. */
  run(id: string, stopping?: AbortSignal): Promise<EvaluationDetail>;
}

export async function createEvaluationWorld(
  pool: Pool,
  more: Partial<EvaluationOptions> = {},
): Promise<EvaluationWorld> {
  const projectId = await createTestProject(pool);
  const added: { jobId: string | undefined; delayMs: number | undefined }[] = [];
  const logLines: string[] = [];
  const policy = { allowLoopback: true, allowPrivate: false };
  const options: EvaluationOptions = {
    pool,
    prisma: prismaOf(pool),
    keyring: createKeyring(Buffer.alloc(32, 7)),
    spans: createSpanReader({ pool }),
    queue: {
      add: async (_definition, _payload, options) => {
        added.push({ jobId: options?.jobId, delayMs: options?.delayMs });
      },
    },
    fetch: createOutboundFetch(policy) as typeof fetch,
    checkAddress: async (text) => (await checkAddress(text, policy)).url,
    recordAuditEvent: async () => {},
    logger: recordingLogger(logLines),
    // No test of one evaluation has to know how many others its file runs at once.
    slots: 200,
    retryPolicy: { triesMax: 4, silenceMsMax: 5_000, runMsMax: 60_000, baseDelayMs: 5, maxDelayMs: 20 },
    ...more,
  };
  const service = createEvaluationService(options);
  const grant = <P extends Permission>(permission: P, principal?: Principal) =>
    testGrant(permission, projectId, principal);
  return {
    service,
    options,
    projectId,
    added,
    logLines,
    grant,
    storeRagTrace: async (trace) => void (await storeOtlpJson(pool, projectId, ragTrace(trace))),
    createJudge: (baseUrl, given = {}) =>
      service.createJudgeModel(grant("judge:manage"), {
        preset: "openai-compatible",
        baseUrl,
        model: "test-model",
        token: "sk-canary-0123456789",
        ...given,
      }),
    request: (traceId, judgeModelId, config = {}) =>
      service.requestEvaluation(grant("evaluation:run"), {
        traceId,
        judgeModelId,
        config: { metrics: ["correctness", "faithfulness", "retrieval"], extraction: ragExtraction, ...config },
      }),
    run: async (id, stopping = new AbortController().signal) => {
      await service.runEvaluation(grant("evaluation:run"), id, stopping);
      return service.getEvaluation(grant("evaluation:read"), id);
    },
  };
}

const clients = new WeakMap<Pool, PrismaClient>();

/** One client per pool: each adds a listener to it. */
function prismaOf(pool: Pool): PrismaClient {
  const known = clients.get(pool) ?? createPrismaClient(pool);
  clients.set(pool, known);
  return known;
}

function recordingLogger(lines: string[]) {
  const logger = createLogger("evaluation", "trace");
  const keep = (...given: unknown[]) => void lines.push(JSON.stringify(given, errorText));
  return Object.assign(logger, { info: keep, warn: keep, error: keep });
}

function errorText(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.message} ${value.stack}` : value;
}

/** A root, a retriever and a model call, as OpenInference writes them. */
export function ragTrace({ traceId, service = "museum", startedAt, ...texts }: RagTrace): unknown {
  const { query = ragQuery, answer = ragAnswer, documents = ragDocuments } = texts;
  const start = BigInt(startedAt?.getTime() ?? Date.now() - 60_000) * 1_000_000n;
  const span = (id: string, parent: string, name: string, offset: bigint, attributes: Record<string, string>) => ({
    traceId,
    spanId: id,
    parentSpanId: parent,
    name,
    kind: 1,
    startTimeUnixNano: String(start + offset),
    endTimeUnixNano: String(start + offset + 1_000_000n),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  });
  const documentKeys = documents.map((text, index) => [`retrieval.documents.${index}.document.content`, text]);
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
        scopeSpans: [
          {
            spans: [
              span("00000000000000a1", "", "rag", 0n, {
                "openinference.span.kind": "CHAIN",
                "input.value": query,
                "output.value": answer,
              }),
              span("00000000000000a2", "00000000000000a1", "retrieve", 1_000n, {
                "openinference.span.kind": "RETRIEVER",
                ...Object.fromEntries(documentKeys),
              }),
            ],
          },
        ],
      },
    ],
  };
}
