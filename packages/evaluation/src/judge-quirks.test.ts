import { gzipSync } from "node:zlib";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createEvaluationService } from "./create-evaluation-service";
import type { NewJudgeModel } from "./models/judge-models";
import { createEvaluationWorld } from "./testing/evaluation-world";
import {
  agreeable,
  type Script,
  type SeenCall,
  sendError,
  sendJson,
  sendReply,
  startJudgeServer,
} from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
beforeEach(() => {
  judge.script = agreeable;
});

let traces = 0;
async function worldWith(more: Partial<NewJudgeModel> = {}) {
  const world = await createEvaluationWorld(database.pool);
  const model = await world.createJudge(judge.baseUrl, more);
  const evaluate = async (script: Script, metrics: readonly string[] = ["correctness"], service = world.service) => {
    traces += 1;
    const traceId = traces.toString(16).padStart(32, "7");
    await world.storeRagTrace({ traceId });
    judge.script = script;
    const before = judge.calls.length;
    const { id } = await world.request(traceId, model.id, { metrics });
    await service.runEvaluation(world.grant("evaluation:run"), id, new AbortController().signal);
    const done = await service.getEvaluation(world.grant("evaluation:read"), id);
    return { done, seen: judge.calls.slice(before) };
  };
  const stored = async () => (await world.service.listJudgeModels(world.grant("judge:read")))[0];
  return { world, model, evaluate, stored };
}

/** A 400 whose sentence names what the body may not hold; a good answer to any other. */
const refusing =
  (refuses: (body: Record<string, unknown>) => string | undefined, param?: string): Script =>
  (call, _index, response) => {
    const message = refuses(call.body);
    if (message === undefined) return agreeable(call);
    return sendError(response, 400, { message, ...(param === undefined ? {} : { param }) });
  };
const has = (name: string, sentence: string) => (body: Record<string, unknown>) =>
  name in body ? sentence : undefined;

describe("a refused parameter is left out at once, and stays left out", () => {
  test.each<[string, string, (body: Record<string, unknown>) => string | undefined, Partial<NewJudgeModel>]>([
    ["seed", "seed", has("seed", "Unrecognized request argument supplied: seed"), {}],
    ["temperature", "temperature", has("temperature", "Unsupported value: 'temperature' does not support 0"), {}],
    ["top_p", "top_p", has("top_p", "`top_p` is deprecated for this model."), { topP: 0.5 }],
    ["max_tokens", "max_tokens", has("max_tokens", "Use 'max_completion_tokens' instead of 'max_tokens'."), {}],
    [
      "both names of the length limit",
      "max_completion_tokens",
      (body) => {
        if ("max_tokens" in body) return "Unsupported parameter: max_tokens";
        return "max_completion_tokens" in body ? "Unsupported parameter: max_completion_tokens" : undefined;
      },
      {},
    ],
    [
      "tool_choice",
      "tool_choice",
      (body) => {
        if ("response_format" in body) return "response_format json_schema is not supported";
        return "tool_choice" in body ? "tool_choice is not supported in thinking mode" : undefined;
      },
      {},
    ],
    [
      "a system role",
      "system_role",
      (body) =>
        (body.messages as { role: string }[])[0]?.role === "system"
          ? "System role not supported by the template"
          : undefined,
      {},
    ],
  ])("%s", async (_name, dropped, refuses, settings) => {
    const { world, evaluate, stored } = await worldWith(settings);
    const first = await evaluate(refusing(refuses));
    expect(first.done.state).toBe("succeeded");
    expect((await stored())?.refusedParameters).toContain(dropped);
    // Another process knows from the database: its first call is accepted.
    const afterRestart = createEvaluationService(world.options);
    const second = await evaluate(refusing(refuses), ["correctness"], afterRestart);
    expect(second.done.state).toBe("succeeded");
    expect(second.seen).toHaveLength(1);
  });

  test("named by the error's param field alone", async () => {
    const { evaluate, seen } = await namedByParam();
    expect(evaluate.state).toBe("succeeded");
    expect(seen.at(-1)?.body).not.toHaveProperty("temperature");
  });

  async function namedByParam() {
    const { evaluate } = await worldWith();
    const { done, seen } = await evaluate(refusing(has("temperature", "Not allowed."), "temperature"));
    return { evaluate: done, seen };
  }

  test("and forgotten when the judge becomes another model", async () => {
    const { world, model, evaluate, stored } = await worldWith();
    await evaluate(refusing(has("seed", "seed is not supported")));
    expect((await stored())?.refusedParameters).toEqual(["seed"]);
    await world.service.updateJudgeModel(world.grant("judge:manage"), model.id, { model: "another" });
    expect((await stored())?.refusedParameters).toEqual([]);
  });

  test("and is found by a test of the connection, before anything is judged", async () => {
    const { world, model, evaluate, stored } = await worldWith();
    const script = refusing(has("seed", "seed is not supported"));
    judge.script = script;
    const tested = await world.service.testJudgeModel(world.grant("judge:manage"), model.id);
    expect(tested).toMatchObject({ ok: true, outputMode: "json_schema", casesAsked: 2 });
    expect((await stored())?.refusedParameters).toEqual(["seed"]);
    expect((await evaluate(script)).seen).toHaveLength(1);
  });

  test("an error of the server drops nothing, whatever it names", async () => {
    const { evaluate, stored } = await worldWith();
    let failed = false;
    const { done } = await evaluate((call, _index, response) => {
      if (failed) return agreeable(call);
      failed = true;
      return sendError(response, 500, { message: "temperature sensor of rack 4: response_format lost" });
    });
    expect(done.state).toBe("succeeded");
    expect(await stored()).toMatchObject({ refusedParameters: [], outputMode: "json_schema" });
  });
});

describe("the ways in which servers fall short of what they promise", () => {
  const mode = (body: Record<string, unknown>): string =>
    body.tools !== undefined ? "tool" : ((body.response_format as { type?: string } | undefined)?.type ?? "text");

  test.each([
    ["json_schema", []],
    ["tool", ["json_schema"]],
    ["json_object", ["json_schema", "tool"]],
    ["text", ["json_schema", "tool", "json_object"]],
  ])("a test of the connection comes to %s where the stricter ways give prose", async (works, broken) => {
    const { world, model, stored } = await worldWith();
    judge.script = (call, _index, response) =>
      broken.includes(mode(call.body)) ? void sendReply(response, "It looks fine to me.") : agreeable(call);
    const tested = await world.service.testJudgeModel(world.grant("judge:manage"), model.id);
    expect(tested).toMatchObject({ ok: true, outputMode: works });
    expect(await stored()).toMatchObject({ outputMode: works });
  });

  test("json_object that is granted only where the word json stands in the messages", async () => {
    const { evaluate } = await worldWith({ preset: "qwen-max", name: "qwen" });
    const asked: string[] = [];
    const { done } = await evaluate((call, _index, response) => {
      asked.push(mode(call.body));
      const words = JSON.stringify(call.body.messages);
      if (mode(call.body) === "json_object" && !/json/.test(words)) {
        return sendError(response, 400, { message: "'messages' must contain the word 'json' in some form" });
      }
      return agreeable(call);
    });
    expect(done.state).toBe("succeeded");
    expect(asked).toEqual(["json_object"]);
  });

  test("thinking that must be switched off is off from the first call of the DashScope preset", async () => {
    const { evaluate } = await worldWith({ preset: "dashscope", model: "qwen3-32b", name: "thinker" });
    const { done, seen } = await evaluate(
      refusing((body) =>
        body.enable_thinking === false
          ? undefined
          : "parameter.enable_thinking must be set to false for non-streaming calls",
      ),
    );
    expect(done.state).toBe("succeeded");
    expect(seen).toHaveLength(1);
  });

  test("a server that does not know enable_thinking is not told of it again", async () => {
    const { evaluate } = await worldWith({ preset: "dashscope", model: "plain", name: "plain" });
    const { done, seen } = await evaluate(refusing(has("enable_thinking", "Unknown parameter: enable_thinking")));
    expect(done.state).toBe("succeeded");
    expect(seen).toHaveLength(2);
  });

  test("the arguments of a tool call written as content, and content as a list of parts", async () => {
    const { evaluate } = await worldWith();
    const reply = { reason: "It agrees.", label: "correct" };
    const asTool = JSON.stringify({ name: "correctness_verdict", arguments: reply });
    expect((await evaluate(() => asTool)).done).toMatchObject({ scores: [{ score: 1 }] });
    const parts = [
      { type: "text", text: '{"reason":"It agrees.",' },
      { type: "text", text: '"label":"correct"}' },
    ];
    const { done } = await evaluate((_call, _index, response) =>
      sendJson(response, 200, { choices: [{ message: { content: parts }, finish_reason: "stop" }] }),
    );
    expect(done).toMatchObject({ scores: [{ score: 1 }] });
  });

  test("thoughts in a field of their own beside a good answer are not read", async () => {
    const { evaluate } = await worldWith();
    const { done } = await evaluate((call, _index, response) =>
      sendReply(response, '{"reason":"The year differs.","label":"incorrect"}', call, {
        message: { reasoning: '{"label":"correct"}', reasoning_content: '{"label":"correct"}' },
      }),
    );
    expect(done).toMatchObject({ state: "succeeded", scores: [{ score: 0, label: "incorrect" }] });
  });

  test("an answer that comes compressed, and one that comes in many pieces", async () => {
    const { evaluate } = await worldWith();
    const completion = {
      choices: [{ message: { content: '{"reason":"x","label":"correct"}' }, finish_reason: "stop" }],
    };
    const text = JSON.stringify(completion);
    const compressed = await evaluate((_call, _index, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(gzipSync(text));
    });
    expect(compressed.done).toMatchObject({ state: "succeeded", scores: [{ score: 1 }] });
    const pieces = await evaluate((_call, _index, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      for (const char of text) response.write(char);
      response.end();
    });
    expect(pieces.done).toMatchObject({ state: "succeeded", scores: [{ score: 1 }] });
  });

  test("a connection that is reset in the middle of an answer is tried again", async () => {
    const { evaluate } = await worldWith();
    let broken = false;
    const { done, seen } = await evaluate((call, _index, response) => {
      if (broken) return agreeable(call);
      broken = true;
      response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
      response.write('{"choices":[', () => response.socket?.resetAndDestroy());
      return undefined;
    });
    expect(done.state).toBe("succeeded");
    expect(seen).toHaveLength(2);
  });

  test.each<[string, (call: SeenCall) => unknown]>([
    ["an id that was not asked", () => [{ id: 99, reason: "x", evidence: [1], verdict: "supported" }]],
    ["no verdict for a claim", () => []],
    [
      "two verdicts for one claim",
      () => [
        { id: 1, reason: "x", evidence: [1], verdict: "supported" },
        { id: 1, reason: "y", evidence: [1], verdict: "contradicted" },
      ],
    ],
  ])("verdicts with %s are asked for once more, and never count as unsupported", async (_name, verdicts) => {
    const { evaluate } = await worldWith();
    const wrong: Script = (call) => (call.purpose === "verdicts" ? { verdicts: verdicts(call) } : agreeable(call));
    const { done, seen } = await evaluate(wrong, ["faithfulness"]);
    expect(seen.filter(({ purpose }) => purpose === "verdicts")).toHaveLength(2);
    expect(done).toMatchObject({ state: "failed", reason: { code: "unparsable" }, scores: [{ score: null }] });
  });
});
