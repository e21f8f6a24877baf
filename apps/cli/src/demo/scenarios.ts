import type { Chance } from "./chance";
import { agentSpan, chatSpan, executeToolSpan } from "./genai-spans";
import {
  jsonInput,
  kind,
  llmSpan,
  retrieverSpan,
  sessionOf,
  textInput,
  textOutput,
  toolSpan,
} from "./openinference-spans";
import { type DemoSpan, type DemoTrace, newTraceId } from "./otlp-json";
import { people, topics } from "./stories";

/** One kind of application. `tell` makes the traces of one visit; the last of them starts at `startedAtMs`. */
export interface Scenario {
  readonly name: string;
  /** How often it happens, relative to the others. */
  readonly weight: number;
  tell(chance: Chance, startedAtMs: number): DemoTrace[];
}

const openinferenceScope = "openinference.instrumentation.langchain";
const genaiScope = "opentelemetry.instrumentation.genai";

/** Retrieval and generation in the OpenInference dialect; now and then one document search is very slow. */
const knowledgeSearch: Scenario = {
  name: "knowledge-search",
  weight: 5,
  tell(chance, startedAtMs) {
    const topic = chance.pick(topics);
    const searchMs = chance.next() < 0.12 ? chance.between(6_000, 14_000) : chance.between(40, 300);
    const generateMs = chance.between(500, 2_400);
    const documents = topic.documents.map((content, place) => ({
      id: `doc-${topic.language}-${topics.indexOf(topic)}-${place}`,
      content,
      score: Number((0.92 - place * 0.21 - chance.next() * 0.1).toFixed(3)),
    }));
    const root: DemoSpan = {
      name: "RetrievalQA",
      startMs: 0,
      durationMs: searchMs + generateMs + 25,
      attributes: {
        ...kind("CHAIN"),
        ...sessionOf(undefined, chance.pick(people)),
        ...jsonInput({ query: topic.question }),
        ...textOutput(topic.answer),
      },
      children: [
        retrieverSpan("VectorStoreRetriever", { startMs: 4, durationMs: searchMs }, topic.question, documents),
        llmSpan({
          name: "ChatOpenAI",
          startMs: searchMs + 12,
          durationMs: generateMs,
          model: topic.language === "zh" ? "qwen-max" : "gpt-4o-mini",
          messages: [
            { role: "system", content: `Answer from these documents only:\n${topic.documents.join("\n")}` },
            { role: "user", content: topic.question },
          ],
          answer: topic.answer,
        }),
      ],
    };
    return [{ traceId: newTraceId(), application: "knowledge-search", scope: openinferenceScope, startedAtMs, root }];
  },
};

/** A conversation of two to four turns, one trace each, in one session. */
const supportChat: Scenario = {
  name: "support-chat",
  weight: 3,
  tell(chance, startedAtMs) {
    const topic = chance.pick(topics);
    const sessionId = `session-${newTraceId().slice(0, 8)}`;
    const userId = chance.pick(people);
    const turns = [
      [topic.question, topic.answer],
      [topic.followUp, topic.followUpAnswer],
      topic.language === "zh"
        ? ["谢谢！", "不客气，祝您骑行愉快！"]
        : ["Thank you!", "You are welcome. Have a good ride!"],
    ].slice(0, chance.between(2, 3)) as [string, string][];
    return turns.map((turn, place) => {
      const history = turns.slice(0, place).flatMap(([question, answer]) => [
        { role: "user" as const, content: question },
        { role: "assistant" as const, content: answer },
      ]);
      const durationMs = chance.between(700, 2_600);
      const call = llmSpan({
        name: "ChatCompletion",
        startMs: 8,
        durationMs: durationMs - 20,
        model: topic.language === "zh" ? "qwen-plus" : "gpt-4o",
        messages: [
          { role: "system", content: "You are the assistant of a bicycle shop." },
          ...history,
          { role: "user", content: turn[0] },
        ],
        answer: turn[1],
      });
      const root: DemoSpan = {
        name: "chat_turn",
        startMs: 0,
        durationMs,
        attributes: {
          ...kind("CHAIN"),
          ...sessionOf(sessionId, userId),
          ...textInput(turn[0]),
          ...textOutput(turn[1]),
        },
        children: [call],
      };
      const turnStartMs = startedAtMs - (turns.length - 1 - place) * 45_000;
      return {
        traceId: newTraceId(),
        application: "support-chat",
        scope: openinferenceScope,
        startedAtMs: turnStartMs,
        root,
      };
    });
  },
};

/** An agent with tools in the GenAI dialect. In one of six visits the stock service is away, and everything above it fails. */
const orderAgent: Scenario = {
  name: "order-agent",
  weight: 3,
  tell(chance, startedAtMs) {
    const order = `PL-${chance.between(10_000, 99_999)}`;
    const question = `Where is my order ${order}?`;
    const answer = `Order ${order} left the warehouse and arrives in two days.`;
    const isBroken = chance.next() < 0.17;
    const planMs = chance.between(300, 900);
    const toolMs = isBroken ? chance.between(2_900, 3_100) : chance.between(60, 400);
    const answerMs = chance.between(400, 1_200);
    const cause = { type: "ConnectionRefusedError", message: "connect ECONNREFUSED stock.internal:7070" };
    const children = [
      chatSpan({
        startMs: 5,
        durationMs: planMs,
        model: "gpt-4o",
        provider: "openai",
        system: "Use the tools to answer questions about orders.",
        question,
        answer: `I will look up ${order}.`,
      }),
      executeToolSpan({
        startMs: planMs + 10,
        durationMs: toolMs,
        tool: "find_order",
        input: { order },
        output: { order, state: "shipped", days: 2 },
        ...(isBroken && { error: cause }),
      }),
      ...(isBroken
        ? []
        : [
            chatSpan({
              startMs: planMs + toolMs + 20,
              durationMs: answerMs,
              model: "gpt-4o",
              provider: "openai",
              system: "Use the tools to answer questions about orders.",
              question: `${question}\n\nfind_order: shipped, 2 days`,
              answer,
            }),
          ]),
    ];
    const root = agentSpan({
      agent: "order-agent",
      startMs: 0,
      durationMs: planMs + toolMs + (isBroken ? 20 : answerMs + 30),
      conversationId: `conversation-${order}`,
      question,
      answer,
      children,
      ...(isBroken && { error: { type: "AgentError", message: `The tool find_order failed: ${cause.message}` } }),
    });
    return [{ traceId: newTraceId(), application: "order-agent", scope: genaiScope, startedAtMs, root }];
  },
};

/** Long reports in three model calls; the provider turns some of them away, and the report fails. */
const reportWriter: Scenario = {
  name: "report-writer",
  weight: 2,
  tell(chance, startedAtMs) {
    const month = chance.pick(["January", "April", "July", "October"]);
    const isLimited = chance.next() < 0.25;
    const sections = ["sales", "returns", "service"];
    let elapsedMs = 15;
    const children: DemoSpan[] = [];
    for (const [place, section] of sections.entries()) {
      const fails = isLimited && place === 1;
      const durationMs = fails ? chance.between(200, 500) : chance.between(2_500, 9_000);
      children.push(
        chatSpan({
          startMs: elapsedMs,
          durationMs,
          model: "claude-sonnet-4",
          provider: "anthropic",
          system: "Write one section of a monthly report.",
          question: `Write the section on ${section} for ${month}.`,
          answer: `In ${month} ${section} were in line with the plan. `.repeat(12),
          ...(fails && {
            error: { type: "RateLimitError", message: "429 Too Many Requests: the tokens of this minute are used up" },
          }),
        }),
      );
      elapsedMs += durationMs + 30;
      if (fails) break;
    }
    const root: DemoSpan = {
      name: "write_report",
      startMs: 0,
      durationMs: elapsedMs,
      otelKind: 2,
      attributes: { "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "write_report" },
      children,
      ...(isLimited && { error: { type: "ReportError", message: "The section on returns could not be written." } }),
    };
    return [{ traceId: newTraceId(), application: "report-writer", scope: genaiScope, startedAtMs, root }];
  },
};

/** A tool-using assistant in the OpenInference dialect, in Chinese. */
const tripPlanner: Scenario = {
  name: "trip-planner",
  weight: 2,
  tell(chance, startedAtMs) {
    const city = chance.pick(["杭州", "成都", "厦门", "大理"]);
    const question = `周末去${city}骑行，天气怎么样？`;
    const degrees = chance.between(8, 29);
    const answer = `${city}周末晴，最高${degrees}度，适合骑行。`;
    const planMs = chance.between(400, 900);
    const answerMs = chance.between(500, 1_300);
    const messages = [{ role: "user" as const, content: question }];
    const model = "qwen-max";
    const root: DemoSpan = {
      name: "AgentExecutor",
      startMs: 0,
      durationMs: planMs + answerMs + 190,
      attributes: {
        ...kind("AGENT"),
        ...sessionOf(undefined, chance.pick(people)),
        ...textInput(question),
        ...textOutput(answer),
      },
      children: [
        llmSpan({
          name: "plan",
          startMs: 5,
          durationMs: planMs,
          model,
          messages,
          answer: "",
          toolCall: { name: "get_weather", arguments: { city } },
        }),
        toolSpan("get_weather", { startMs: planMs + 20, durationMs: 120 }, { city }, { city, weather: "晴", degrees }),
        llmSpan({
          name: "answer",
          startMs: planMs + 160,
          durationMs: answerMs,
          model,
          messages: [...messages, { role: "tool", content: JSON.stringify({ city, weather: "晴", degrees }) }],
          answer,
        }),
      ],
    };
    return [{ traceId: newTraceId(), application: "trip-planner", scope: openinferenceScope, startedAtMs, root }];
  },
};

/** Spans without any LLM convention: kept whole and shown as they are. */
const plainService: Scenario = {
  name: "price-service",
  weight: 1,
  tell(chance, startedAtMs) {
    const durationMs = chance.between(20, 180);
    const root: DemoSpan = {
      name: "GET /prices",
      startMs: 0,
      durationMs,
      otelKind: 2,
      attributes: { "http.request.method": "GET", "http.route": "/prices", "http.response.status_code": 200 },
      children: [
        {
          name: "SELECT prices",
          startMs: 3,
          durationMs: durationMs - 6,
          otelKind: 3,
          attributes: { "db.system.name": "postgresql", "db.query.text": "SELECT * FROM prices WHERE sku = $1" },
        },
      ],
    };
    return [
      {
        traceId: newTraceId(),
        application: "price-service",
        scope: "@opentelemetry/instrumentation-http",
        startedAtMs,
        root,
      },
    ];
  },
};

const scenarios: readonly Scenario[] = [
  knowledgeSearch,
  supportChat,
  orderAgent,
  reportWriter,
  tripPlanner,
  plainService,
];

/** Visits spread over the hours before `nowMs`, oldest first. */
export function tellStories(chance: Chance, visitCount: number, nowMs: number, spanHours: number): DemoTrace[] {
  const weighted = scenarios.flatMap((scenario) => Array.from({ length: scenario.weight }, () => scenario));
  const traces: DemoTrace[] = [];
  for (let visit = 0; visit < visitCount; visit++) {
    // Half a minute of distance to now: the last spans have ended when they are sent.
    const agoMs = 30_000 + (1 - (visit + chance.next()) / visitCount) * spanHours * 3_600_000;
    traces.push(...chance.pick(weighted).tell(chance, Math.round(nowMs - agoMs)));
  }
  return traces.sort((a, b) => a.startedAtMs - b.startedAtMs);
}
