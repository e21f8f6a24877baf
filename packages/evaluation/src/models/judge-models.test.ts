import { createKeyring } from "@plumbline/access/secrets";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createEvaluationWorld } from "../testing/evaluation-world";
import { agreeable, sendError, sendReply, startJudgeServer } from "../testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
const elsewhere = await startJudgeServer();
afterAll(() => Promise.all([judge.close(), elsewhere.close()]));
beforeEach(() => {
  judge.script = agreeable;
});

const canary = "sk-canary-5f1c8a9be7d34471-end9";
const newWorld = (more = {}) => createEvaluationWorld(database.pool, more);

describe("a token", () => {
  test("is sent to its judge and shown nowhere: not in views, calls, rows, logs or errors that echo it", async () => {
    const world = await newWorld();
    const model = await world.createJudge(judge.baseUrl, { token: canary });
    expect(model).toMatchObject({ hasToken: true, tokenLast4: "end9" });
    await world.storeRagTrace({ traceId: "a".repeat(32) });
    judge.script = (call, index, response) => {
      const echo = `Your header was ${call.headers.authorization}.`;
      if (index % 2 === 0) return sendError(response, 500, { message: echo });
      sendReply(response, JSON.stringify({ reason: echo, label: "correct" }), call);
      return undefined;
    };
    const { id } = await world.request("a".repeat(32), model.id, { metrics: ["correctness"] });
    const done = await world.run(id);
    expect(done.state).toBe("succeeded");
    expect(judge.calls.at(-1)?.headers.authorization).toBe(`Bearer ${canary}`);

    const seen = [
      done,
      model,
      await world.service.listJudgeModels(world.grant("judge:read")),
      await world.service.listJudgeCalls(world.grant("evaluation:read"), id),
      world.logLines,
    ];
    expect(JSON.stringify(seen)).not.toContain(canary);
    for (const table of ["judge_model", "judge_call", "evaluation", "evaluation_score", "trace", "audit_event"]) {
      const { rows } = await database.pool.query(`SELECT t::text AS row FROM ${table} t`);
      expect(JSON.stringify(rows), table).not.toContain(canary);
    }
  });

  test("goes as it is where the scheme is raw, and a pasted Authorization header goes whole", async () => {
    const world = await newWorld();
    const raw = await world.createJudge(judge.baseUrl, { name: "raw", token: "abcdef-raw", authScheme: "raw" });
    await world.service.testJudgeModel(world.grant("judge:manage"), raw.id);
    expect(judge.calls.at(-1)?.headers.authorization).toBe("abcdef-raw");
    const pasted = await world.createJudge(judge.baseUrl, { name: "pasted", token: "Bearer abcdef-pasted" });
    await world.service.testJudgeModel(world.grant("judge:manage"), pasted.id);
    expect(judge.calls.at(-1)?.headers.authorization).toBe("Bearer abcdef-pasted");
  });

  test("is not sent at all where there is none", async () => {
    const world = await newWorld();
    const model = await world.createJudge(judge.baseUrl, { token: null });
    await world.service.testJudgeModel(world.grant("judge:manage"), model.id);
    expect(judge.calls.at(-1)?.headers).not.toHaveProperty("authorization");
  });

  test("is erased when the address moves to another host, and never sent there", async () => {
    const world = await newWorld();
    const model = await world.createJudge(judge.baseUrl, { token: canary });
    const manage = world.grant("judge:manage");
    const moved = await world.service.updateJudgeModel(manage, model.id, { baseUrl: elsewhere.baseUrl });
    expect(moved).toMatchObject({ hasToken: false, tokenLast4: null, outputMode: null });
    await world.service.testJudgeModel(manage, model.id);
    expect(elsewhere.calls.length).toBeGreaterThan(0);
    expect(JSON.stringify(elsewhere.calls.map(({ headers }) => headers))).not.toContain(canary);
  });

  test("is erased when the path changes, and never sent there", async () => {
    const world = await newWorld();
    const manage = world.grant("judge:manage");
    const model = await world.createJudge(judge.baseUrl, { token: canary });
    const callsBefore = judge.calls.length;
    const path = await world.service.updateJudgeModel(manage, model.id, { baseUrl: `${judge.baseUrl}/other` });
    expect(path).toMatchObject({ hasToken: false, tokenLast4: null, outputMode: null });
    await world.service.testJudgeModel(manage, model.id);
    const sent = judge.calls.slice(callsBefore);
    expect(sent.map((call) => call.path)).toContain("/v1/other/chat/completions");
    expect(JSON.stringify(sent.map(({ headers }) => headers))).not.toContain(canary);
  });

  test("of a row whose address was changed past the service is told as unreadable, and not sent", async () => {
    const world = await newWorld();
    const model = await world.createJudge(judge.baseUrl, { token: canary });
    await database.pool.query("UPDATE judge_model SET base_url = base_url || '/other' WHERE id = $1", [model.id]);
    await expect(world.service.testJudgeModel(world.grant("judge:manage"), model.id)).rejects.toMatchObject({
      code: "secret.unreadable",
    });
  });

  test("stays when the same address is written otherwise, is replaced by a new one, and goes when it is set to null", async () => {
    const world = await newWorld();
    const manage = world.grant("judge:manage");
    const model = await world.createJudge(judge.baseUrl, { token: canary });
    const same = { baseUrl: `${judge.baseUrl.replace("http:", "HTTP:")}/chat/completions/?x=1` };
    expect((await world.service.updateJudgeModel(manage, model.id, same)).hasToken).toBe(true);
    const both = { baseUrl: elsewhere.baseUrl, token: "sk-second-token-0042" };
    expect(await world.service.updateJudgeModel(manage, model.id, both)).toMatchObject({
      hasToken: true,
      tokenLast4: "0042",
    });
    expect((await world.service.updateJudgeModel(manage, model.id, { token: null })).hasToken).toBe(false);
  });

  test("that was moved to another row, or sealed under another key, is told as unreadable", async () => {
    const world = await newWorld();
    const [one, two] = [
      await world.createJudge(judge.baseUrl, { name: "one", token: canary }),
      await world.createJudge(judge.baseUrl, { name: "two", token: null }),
    ];
    await database.pool.query(
      "UPDATE judge_model SET token_sealed = (SELECT token_sealed FROM judge_model WHERE id = $1) WHERE id = $2",
      [one.id, two.id],
    );
    await world.storeRagTrace({ traceId: "b".repeat(32) });
    const done = await world.run((await world.request("b".repeat(32), two.id)).id);
    expect(done).toMatchObject({ state: "failed", reason: { code: "token_unreadable" } });
    const rotated = await createEvaluationWorld(database.pool, { keyring: createKeyring(Buffer.alloc(32, 9)) });
    await database.pool.query("UPDATE judge_model SET project_id = $1 WHERE id = $2", [rotated.projectId, one.id]);
    await expect(rotated.service.testJudgeModel(rotated.grant("judge:manage"), one.id)).rejects.toMatchObject({
      code: "secret.unreadable",
    });
  });

  test.each(["line\nbreak", "tränen", "two words more"])("%j is no token", async (token) => {
    const world = await newWorld();
    await expect(world.createJudge(judge.baseUrl, { token })).rejects.toMatchObject({
      code: "request.invalid",
      field: "token",
    });
  });
});

describe("an address", () => {
  test.each([
    "http://169.254.169.254/v1",
    "http://10.0.0.8/v1",
    "ftp://example.com",
    "http://user:pass@example.com/v1",
    "not a url",
  ])("%s is refused when it is saved", async (baseUrl) => {
    const world = await newWorld();
    await expect(world.createJudge(baseUrl)).rejects.toMatchObject({ code: "judge.invalid_address" });
  });

  test("is put into one form", async () => {
    const world = await newWorld();
    const model = await world.createJudge(`${judge.baseUrl}/chat/completions/?x=1#y`);
    expect(model.baseUrl).toBe(judge.baseUrl);
  });
});

describe("presets", () => {
  test("fill in address, model and mode", async () => {
    const world = await newWorld();
    const create = (preset: "pai-judge" | "qwen-max") =>
      world.service.createJudgeModel(world.grant("judge:manage"), { preset, token: "sk-0123456789abcdef" });
    expect(await create("pai-judge")).toMatchObject({
      name: "PAI Judge Model",
      baseUrl: "https://aiservice.cn-hangzhou.aliyuncs.com/v1",
      model: "pai-judge",
      contextTokens: 32_768,
    });
    expect(await create("qwen-max")).toMatchObject({
      baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
      outputMode: "json_object",
    });
    expect((await create("qwen-max")).name).toBe("qwen-max 2");
  });

  test("the stand-in is there without setting up, once, follows its address, and says what it is", async () => {
    const world = await newWorld({ standInUrl: "http://127.0.0.1:4400" });
    const list = () => world.service.listJudgeModels(world.grant("judge:read"));
    await Promise.all([list(), list(), list()]);
    expect(await list()).toMatchObject([
      {
        name: "stand-in (no model)",
        preset: "stand-in",
        isStandIn: true,
        baseUrl: "http://127.0.0.1:4400/v1",
        hasToken: false,
      },
    ]);
    const [before] = await list();
    const moved = await createEvaluationWorld(database.pool, { standInUrl: "http://127.0.0.1:4500/v1/" });
    await database.pool.query("UPDATE judge_model SET project_id = $1 WHERE id = $2", [moved.projectId, before?.id]);
    expect(await moved.service.listJudgeModels(moved.grant("judge:read"))).toMatchObject([
      { id: before?.id, baseUrl: "http://127.0.0.1:4500/v1" },
    ]);
  });

  test("a stand-in that was removed does not come back by itself", async () => {
    const world = await newWorld({ standInUrl: "http://127.0.0.1:4400" });
    const standIn = await world.service.getStandInJudge(world.grant("evaluation:run"));
    await world.service.archiveJudgeModel(world.grant("judge:manage"), standIn.id);
    expect(await world.service.listJudgeModels(world.grant("judge:read"))).toEqual([]);
  });
});

test("a name is taken once per project", async () => {
  const world = await newWorld();
  await world.createJudge(judge.baseUrl, { name: "same" });
  await expect(world.createJudge(judge.baseUrl, { name: "same" })).rejects.toMatchObject({
    code: "resource.conflict",
    field: "name",
  });
});

test("another project's judge cannot be read, changed, tested or removed", async () => {
  const [world, other] = [await newWorld(), await newWorld()];
  const { id } = await world.createJudge(judge.baseUrl);
  const manage = other.grant("judge:manage");
  const tries = [
    () => other.service.updateJudgeModel(manage, id, { name: "mine" }),
    () => other.service.testJudgeModel(manage, id),
    () => other.service.archiveJudgeModel(manage, id),
  ];
  for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: "resource.not_found" });
  expect(await other.service.listJudgeModels(other.grant("judge:read"))).toEqual([]);
});

describe("testing a judge", () => {
  const probe = async (script: typeof judge.script) => {
    const world = await newWorld();
    const model = await world.createJudge(judge.baseUrl);
    judge.script = script;
    const result = await world.service.testJudgeModel(world.grant("judge:manage"), model.id);
    const [stored] = await world.service.listJudgeModels(world.grant("judge:read"));
    return { result, stored };
  };
  const verdict = (call: { data: Record<string, unknown> }) => ({
    reason: "By the hour.",
    label: String(call.data.answer).includes("17:00") ? "correct" : "incorrect",
  });

  test("answers mode, latency, model and how many known cases it judged right", async () => {
    const { result, stored } = await probe(verdict);
    expect(result).toMatchObject({
      ok: true,
      outputMode: "json_schema",
      modelAnswered: "test-model-2026",
      casesRight: 2,
      casesAsked: 2,
    });
    expect(stored).toMatchObject({
      outputMode: "json_schema",
      probedAt: expect.any(String),
      lastAnswerAt: expect.any(String),
      lastFailure: null,
    });
  });

  test("finds the mode that works where the strictest are claimed and ignored", async () => {
    const { result } = await probe((call) => {
      const format = (call.body.response_format as { type?: string } | undefined)?.type;
      return format === "json_object" ? verdict(call) : "It looks fine to me.";
    });
    expect(result).toMatchObject({ ok: true, outputMode: "json_object" });
  });

  test("a judge that agrees with everything is told by its cases", async () => {
    const { result } = await probe(agreeable);
    expect(result).toMatchObject({ ok: true, casesRight: 1, casesAsked: 2 });
  });

  test.each([
    [401, "auth"],
    [404, "invalid_request"],
    [429, "rate"],
    [500, "server"],
  ])("%i is told as %s after one call, and no mode is kept", async (status, outcome) => {
    const callsBefore = judge.calls.length;
    const { result, stored } = await probe((_call, _index, response) =>
      sendError(response, status, { message: "No." }),
    );
    expect(result).toMatchObject({ ok: false, outcome });
    expect(judge.calls.length - callsBefore).toBe(1);
    expect(stored).toMatchObject({ outputMode: null, probedAt: null, lastAnswerAt: null });
    expect(stored?.lastFailure).toMatchObject({
      code: outcome,
      message: expect.stringContaining(`answered ${status}`),
    });
  });

  test("a judge that never gives a verdict is unparsable", async () => {
    const { result, stored } = await probe(() => "Lovely weather.");
    expect(result).toMatchObject({ ok: false, outcome: "unparsable" });
    expect(stored).toMatchObject({ lastAnswerAt: null, outputMode: null, lastFailure: { code: "unparsable" } });
  });
});
