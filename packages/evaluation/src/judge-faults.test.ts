import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createEvaluationWorld, type EvaluationWorld } from "./testing/evaluation-world";
import { agreeable, type Script, sendError, sendJson, sendReply, startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
beforeEach(() => {
  judge.script = agreeable;
});

let traces = 0;
/** A world of its own for every case, so that what a process remembers of a judge does not leak into the next. */
async function judgeWith(script: Script, more: { readonly world?: EvaluationWorld; readonly timeoutMs?: number } = {}) {
  const world = more.world ?? (await createEvaluationWorld(database.pool));
  const timeoutMs = more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs };
  const model = await world.createJudge(judge.baseUrl, { name: `judge ${traces}`, ...timeoutMs });
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "b");
  await world.storeRagTrace({ traceId });
  judge.script = script;
  const callsBefore = judge.calls.length;
  const startedAt = Date.now();
  const requested = await world.request(traceId, model.id, { metrics: ["correctness"] });
  const done = await world.run(requested.id);
  const calls = await world.service.listJudgeCalls(world.grant("evaluation:read"), done.id);
  return {
    world,
    done,
    outcomes: calls.map(({ outcome }) => outcome),
    calls,
    asked: judge.calls.length - callsBefore,
    elapsedMs: Date.now() - startedAt,
  };
}

/** The given answer to the first `times` calls, a good one afterwards. */
function failing(times: number, script: Script): Script {
  let left = times;
  return (call, index, response) => {
    left -= 1;
    return left >= 0 ? script(call, index, response) : agreeable(call);
  };
}

describe("no call can succeed: failed at once, after one call", () => {
  test.each([
    [401, {}, "auth"],
    [403, {}, "auth"],
    [402, {}, "quota"],
    [404, {}, "invalid_request"],
    [429, { code: "insufficient_quota" }, "quota"],
    [400, {}, "invalid_request"],
  ])("%i %j is %s", async (status, more, code) => {
    const { done, asked } = await judgeWith((_call, _index, response) =>
      sendError(response, status, { message: "No.", ...more }),
    );
    expect(asked).toBe(1);
    expect(done).toMatchObject({ state: "failed", reason: { code, httpStatus: status }, scores: [] });
  });

  test("with three metrics and many documents a refused token still costs one call", async () => {
    const world = await createEvaluationWorld(database.pool);
    const model = await world.createJudge(judge.baseUrl);
    await world.storeRagTrace({ traceId: "d".repeat(32), documents: ["a", "b", "c", "d", "e", "f"] });
    judge.script = (_call, _index, response) => sendError(response, 401, { message: "Bad key." });
    const callsBefore = judge.calls.length;
    const done = await world.run((await world.request("d".repeat(32), model.id)).id);
    expect(done.reason?.code).toBe("auth");
    expect(judge.calls.length - callsBefore).toBe(1);
  });

  test("a redirect is not followed", async () => {
    const { done, asked } = await judgeWith((_call, _index, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });
    expect(asked).toBe(1);
    expect(done.reason?.code).toBe("invalid_request");
  });
});

describe("what may pass is tried again", () => {
  test.each([
    ["500 three times", 3, 500, "server"],
    ["429 without Retry-After, twice", 2, 429, "rate"],
    ["503 once", 1, 503, "server"],
    ["409 once", 1, 409, "server"],
  ])("%s, then a verdict", async (_name, times, status, outcome) => {
    const { done, outcomes } = await judgeWith(
      failing(times, (_call, _index, response) => sendError(response, status, { message: "Later." })),
    );
    expect(done.state).toBe("succeeded");
    expect(outcomes).toEqual([...Array.from({ length: times }, () => outcome), "ok"]);
  });

  test.each([
    ["seconds", { "retry-after": "1" }, 1_000],
    ["a date", { "retry-after": () => new Date(Date.now() + 2_000).toUTCString() }, 900],
    ["milliseconds", { "retry-after-ms": "300" }, 300],
  ])("Retry-After as %s is waited out", async (_name, headers, waitMs) => {
    const sent = () =>
      Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, typeof v === "string" ? v : v()]));
    let refusedAt = 0;
    let nextAt = 0;
    const { done } = await judgeWith((call, _index, response) => {
      if (refusedAt === 0) {
        refusedAt = Date.now();
        return sendError(response, 429, { message: "Slow down." }, sent());
      }
      nextAt = Date.now();
      return agreeable(call);
    });
    expect(done.state).toBe("succeeded");
    expect(nextAt - refusedAt).toBeGreaterThanOrEqual(waitMs - 20);
    expect(nextAt - refusedAt).toBeLessThan(waitMs * 1.1 + 2_500);
  });

  test("a server that only fails is asked four times, then the evaluation is delayed with its next time", async () => {
    const { done, asked, world } = await judgeWith((_call, _index, response) =>
      sendError(response, 500, { message: "Broken." }),
    );
    expect(asked).toBe(4);
    expect(done).toMatchObject({ state: "delayed", reason: { code: "server", httpStatus: 500 } });
    expect(Date.parse(done.nextAttemptAt ?? "") - Date.now()).toBeGreaterThan(50_000);
    expect(world.added.at(-1)).toMatchObject({ jobId: `${done.id}.1`, delayMs: 60_000 });
  });

  test("a Retry-After beyond what a process waits goes into the database at once", async () => {
    const { done, asked } = await judgeWith((_call, _index, response) =>
      sendError(response, 429, { message: "Tomorrow." }, { "retry-after": "7200" }),
    );
    expect(asked).toBe(1);
    expect(done).toMatchObject({ state: "delayed", reason: { code: "rate" } });
    const waitMs = Date.parse(done.nextAttemptAt ?? "") - Date.now();
    expect(Math.abs(waitMs - 7_200_000)).toBeLessThan(20_000);
  });

  test("after 24 hours of trying it fails, and says so", async () => {
    const { done, world } = await judgeWith((_call, _index, response) =>
      sendError(response, 500, { message: "Broken." }),
    );
    await database.pool.query(
      "UPDATE evaluation SET queued_at = now() - interval '24 hours', next_attempt_at = now() WHERE id = $1",
      [done.id],
    );
    const later = await world.run(done.id);
    expect(later).toMatchObject({ state: "failed", reason: { code: "server" } });
    expect(later.reason?.message).toContain("24 hours");
  });
});

describe("judges that do not answer as judges", () => {
  test("one that hangs is a timeout", async () => {
    const { outcomes, done } = await judgeWith(() => undefined, { timeoutMs: 1_000 });
    expect(outcomes).toContain("timeout");
    expect(done).toMatchObject({ state: "delayed", reason: { code: "timeout" } });
  }, 30_000);

  test("one that drips its answer is cut off in time", async () => {
    const { outcomes, elapsedMs } = await judgeWith(
      failing(1, (_call, _index, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 50);
        response.once("close", () => clearInterval(timer));
      }),
      { timeoutMs: 1_000 },
    );
    expect(outcomes).toEqual(["timeout", "ok"]);
    expect(elapsedMs).toBeLessThan(10_000);
  });

  test("one that answers with megabytes is cut off at one", async () => {
    const { done, outcomes } = await judgeWith((_call, _index, response) => {
      sendReply(response, "x".repeat(3 * 1024 * 1024));
    });
    expect(outcomes).toEqual(["unparsable", "unparsable"]);
    expect(done).toMatchObject({ state: "failed", reason: { code: "unparsable" } });
    expect(done.scores).toMatchObject([{ score: null }]);
  });

  test.each([
    ["garbage", "%%%"],
    ["a wrong schema", '{"score": 1}'],
    ["two verdicts", '{"label":"correct","reason":"a"} {"label":"incorrect","reason":"b"}'],
    ["a label outside the choices", '{"reason":"x","label":"brilliant"}'],
  ])("%s is asked about once more, then it is unparsable and never a score", async (_name, reply) => {
    const { done, outcomes, calls } = await judgeWith(() => reply);
    expect(outcomes).toEqual(["unparsable", "unparsable"]);
    expect(done).toMatchObject({ state: "failed", reason: { code: "unparsable" }, scores: [{ score: null }] });
    expect(calls[0]?.answer).toBe(reply);
    const corrected = calls[1]?.request as { messages: { role: string }[] } | undefined;
    expect(corrected?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  });

  test("a correction is taken", async () => {
    const { done } = await judgeWith(failing(1, () => "Let me think about it."));
    expect(done).toMatchObject({ state: "succeeded", scores: [{ score: 1 }] });
  });

  test.each([
    ["no JSON at all", (response: Parameters<Script>[2]) => void response.writeHead(200).end("<html>gateway</html>")],
    ["no choices", (response: Parameters<Script>[2]) => sendJson(response, 200, { choices: [] })],
    ["empty content", (response: Parameters<Script>[2]) => sendReply(response, "")],
    [
      "its thoughts only",
      (response: Parameters<Script>[2]) =>
        sendReply(response, "", undefined, { message: { reasoning: '{"reason":"x","label":"correct"}' } }),
    ],
  ])("%s is unparsable", async (_name, send) => {
    const { done } = await judgeWith((_call, _index, response) => send(response));
    expect(done).toMatchObject({ state: "failed", reason: { code: "unparsable" } });
  });

  test("a grade out of range is no grade", async () => {
    const world = await createEvaluationWorld(database.pool);
    const model = await world.createJudge(judge.baseUrl);
    await world.storeRagTrace({ traceId: "c".repeat(32) });
    judge.script = () => ({ reason: "very good", grade: 7 });
    const done = await world.run((await world.request("c".repeat(32), model.id, { metrics: ["retrieval"] })).id);
    expect(done.state).toBe("failed");
    expect(done.scores.every(({ score }) => score === null)).toBe(true);
  });

  test("a cut-off answer is asked for once with twice the room", async () => {
    const { done, outcomes, calls } = await judgeWith((call, _index, response) =>
      sendReply(response, '{"reason": "The', call, { finishReason: "length" }),
    );
    expect(outcomes).toEqual(["truncated", "truncated"]);
    expect(calls.map(({ request }) => (request as { max_tokens: number }).max_tokens)).toEqual([512, 1_024]);
    expect(done.reason?.code).toBe("truncated");
  });

  test("a readable verdict in a cut-off answer is not taken", async () => {
    const { done } = await judgeWith((call, _index, response) =>
      sendReply(response, '{"reason":"x","label":"correct"}', call, { finishReason: "length" }),
    );
    expect(done).toMatchObject({ state: "failed", scores: [{ score: null }] });
  });

  test.each([
    ["content_filter", { finishReason: "content_filter" }, "content_filter"],
    ["a refusal", { message: { refusal: "I will not." } }, "refused"],
  ])("%s has its own name and no second try", async (_name, shape, code) => {
    const { done, asked } = await judgeWith((call, _index, response) =>
      sendReply(response, '{"reason":"x","label":"correct"}', call, shape),
    );
    expect(asked).toBe(1);
    expect(done).toMatchObject({ state: "failed", reason: { code }, scores: [{ score: null }] });
  });

  test.each([
    ["This model's maximum context length is 8192 tokens; reduce max_tokens.", "context_too_long"],
    ["data_inspection_failed: inappropriate content", "content_filter"],
  ])("400 %j is %s", async (message, code) => {
    const { done } = await judgeWith((_call, _index, response) => sendError(response, 400, { message }));
    expect(done.reason?.code).toBe(code);
  });

  const secret = "shard-7 primary=10.0.0.12 key=AKIAEXAMPLE";
  const raw = (status: number, body: string) => (_call: unknown, _index: number, response: Parameters<Script>[2]) =>
    void response
      .writeHead(status, { "content-type": body.startsWith("{") ? "application/json" : "text/html" })
      .end(body);
  test.each([
    ["a page with an error status", raw(404, `<html>${secret}</html>`)],
    ["a text with an error status", raw(500, secret)],
    ["JSON of another shape with an error status", raw(400, JSON.stringify({ detail: secret }))],
    ["an error that is a text", raw(400, JSON.stringify({ error: secret }))],
    ["fields that OpenAI's error does not have", raw(400, JSON.stringify({ error: { message: "No.", env: secret } }))],
    ["a page with status 200", raw(200, `<html>${secret}</html>`)],
    ["JSON that is no completion with status 200", raw(200, JSON.stringify({ data: secret }))],
  ])("%s is neither shown nor kept, and a test of the connection does not show it either", async (_name, script) => {
    const { done, calls, world } = await judgeWith(script as Script);
    expect(calls.length).toBeGreaterThan(0);
    expect(JSON.stringify([done, calls])).not.toContain(secret);
    const test = await world.service.testJudgeModel(world.grant("judge:manage"), done.judge.id);
    expect(test.ok).toBe(false);
    expect(JSON.stringify(test)).not.toContain(secret);
  });

  test("an answer without usage counts no tokens", async () => {
    const { done } = await judgeWith((_call, _index, response) =>
      sendJson(response, 200, { choices: [{ message: { content: '{"reason":"x","label":"correct"}' } }] }),
    );
    expect(done).toMatchObject({ state: "succeeded", promptTokens: null, judgeCalls: 1 });
  });

  test("a judge that is down is named, and tried later", async () => {
    const gone = await startJudgeServer();
    await gone.close();
    const world = await createEvaluationWorld(database.pool);
    const model = await world.createJudge(gone.baseUrl);
    await world.storeRagTrace({ traceId: "e".repeat(32) });
    const done = await world.run((await world.request("e".repeat(32), model.id, { metrics: ["correctness"] })).id);
    expect(done).toMatchObject({ state: "delayed", reason: { code: "network" } });
    expect(done.reason?.message).toContain("ECONNREFUSED");
    const calls = await world.service.listJudgeCalls(world.grant("evaluation:read"), done.id);
    expect(calls).toHaveLength(4);
  });
});

describe("servers that refuse a parameter", () => {
  const refusing =
    (refuses: (body: Record<string, unknown>) => string | undefined): Script =>
    (call, _index, response) => {
      const message = refuses(call.body);
      return message === undefined ? agreeable(call) : sendError(response, 400, { message });
    };
  const has = (name: string) => (body: Record<string, unknown>) =>
    name in body ? `Unsupported parameter: ${name}` : undefined;

  test.each(["seed", "temperature"])("%s is left out, once, and not sent again", async (name) => {
    const world = await createEvaluationWorld(database.pool);
    const first = await judgeWith(refusing(has(name)), { world });
    expect(first.outcomes).toEqual(["invalid_request", "ok"]);
    expect(first.done.state).toBe("succeeded");
    expect(judge.calls.at(-1)?.body).not.toHaveProperty(name);
  });

  test("max_tokens becomes max_completion_tokens", async () => {
    const { done } = await judgeWith(
      refusing((body) => ("max_tokens" in body ? "Use 'max_completion_tokens' instead of 'max_tokens'." : undefined)),
    );
    expect(done.state).toBe("succeeded");
    expect(judge.calls.at(-1)?.body).toMatchObject({ max_completion_tokens: 512 });
  });

  test("enable_thinking is said when a server wants it said", async () => {
    const { done } = await judgeWith(
      refusing((body) =>
        body.enable_thinking === false
          ? undefined
          : "parameter.enable_thinking must be set to false for non-streaming calls",
      ),
    );
    expect(done.state).toBe("succeeded");
  });

  test("a refused response_format leads to a tool, to json_object and to plain text, and the mode is remembered", async () => {
    const world = await createEvaluationWorld(database.pool);
    const { done, calls } = await judgeWith(
      refusing((body) => {
        if (body.tools !== undefined) return "tools are not supported";
        return body.response_format === undefined ? undefined : "response_format is not supported";
      }),
      { world },
    );
    expect(done.state).toBe("succeeded");
    expect(calls.map(({ outputMode }) => outputMode)).toEqual(["json_schema", "tool", "json_object", "text"]);
    const [stored] = await world.service.listJudgeModels(world.grant("judge:read"));
    expect(stored?.outputMode).toBe("text");
  });

  test("six refused parameters at once are all left out", async () => {
    const names = ["response_format", "seed", "temperature", "max_tokens", "tools"];
    const { done } = await judgeWith(
      refusing((body) => {
        const found = names.find((name) => name in body);
        if (found !== undefined) return `Unknown parameter ${found}`;
        return body.enable_thinking === false ? undefined : "enable_thinking must be set to false";
      }),
    );
    expect(done.state).toBe("succeeded");
  });

  test("DashScope's word is in every request", async () => {
    await judgeWith(
      refusing((body) => (JSON.stringify(body.messages).includes("json") ? undefined : "must contain json")),
    );
    expect(judge.calls.at(-1)?.body.messages).toBeDefined();
  });

  test("what a judge refuses for good does not loop", async () => {
    const { done, asked } = await judgeWith((_call, _index, response) =>
      sendError(response, 400, { message: "temperature is wrong and so is seed, top_p and response_format" }),
    );
    expect(done.reason?.code).toBe("invalid_request");
    expect(asked).toBeLessThan(10);
  });
});
