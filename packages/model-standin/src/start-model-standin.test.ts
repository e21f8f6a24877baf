import OpenAI from "openai";
import { afterAll, beforeEach, expect, test } from "vitest";
import { parseFault } from "./fault";
import { startModelStandin } from "./start-model-standin";

const standin = await startModelStandin();
afterAll(() => standin.close());
beforeEach(() => standin.reset());

const client = (model = "plumbline-stand-in") => {
  const openai = new OpenAI({ apiKey: "any", baseURL: `${standin.url}/v1`, maxRetries: 0 });
  return {
    openai,
    ask: (content: string, extra: Record<string, unknown> = {}, signal?: AbortSignal) =>
      openai.chat.completions.create(
        { model, messages: [{ role: "user", content }], ...extra },
        signal === undefined ? {} : { signal },
      ),
  };
};
const question = "Documents:\n[1] The line opened in 1987.\n\nQuestion: When did the line open?";
const judged = {
  messages: [
    { role: "system" as const, content: "PLUMBLINE-JUDGE verdicts verdicts.1\nlang: en\nreply: json" },
    {
      role: "user" as const,
      content: `<<<PLUMBLINE-DATA 0a>>>\n${JSON.stringify({
        query: "When?",
        claims: [
          { id: 1, claim: "The line opened in 1987." },
          { id: 2, claim: "The line opened in 1978." },
        ],
        documents: [{ id: 7, text: "The line opened in 1987." }],
      })}\n<<<END-PLUMBLINE-DATA 0a>>>`,
    },
  ],
};
async function judgeWith(fault: string) {
  const completion = await client(`plumbline-stand-in:${fault}`).openai.chat.completions.create({
    model: `plumbline-stand-in:${fault}`,
    ...judged,
  });
  const [choice] = completion.choices;
  return { completion, choice, text: choice?.message.content ?? "" };
}

test("the openai client gets an answer that names the stand-in, its fingerprint and its tokens", async () => {
  const completion = await client().ask(question);
  expect(completion.choices[0]?.message.content).toMatch(/^The line opened in 1987\. \(stand-in/);
  expect(completion).toMatchObject({ model: "plumbline-stand-in", system_fingerprint: "standin" });
  expect(completion.usage?.total_tokens).toBeGreaterThan(20);
  const { completion: again } = await judgeWith("ok");
  expect((await judgeWith("ok")).completion).toEqual({ ...again, id: expect.any(String) });
  const models = await client().openai.models.list();
  expect(models.data.map(({ id }) => id)).toEqual(["plumbline-stand-in"]);
});

test("a stream adds up to the same text, with usage when asked for", async () => {
  const { openai } = client();
  const stream = await openai.chat.completions.create({
    model: "m",
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: "user", content: question }],
  });
  let text = "";
  let usage = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage?.total_tokens ?? usage;
  }
  expect(text).toBe((await client().ask(question)).choices[0]?.message.content);
  expect(usage).toBeGreaterThan(20);
});

test("a judge's question gets valid JSON, as content or as the call of the function that was asked for", async () => {
  const { text } = await judgeWith("ok");
  expect(JSON.parse(text).verdicts).toMatchObject([
    { id: 1, verdict: "supported", evidence: [7] },
    { id: 2, verdict: "contradicted", evidence: [7] },
  ]);
  const byTool = await client().openai.chat.completions.create({
    model: "m",
    ...judged,
    tools: [{ type: "function", function: { name: "claim_verdicts", parameters: {} } }],
    tool_choice: { type: "function", function: { name: "claim_verdicts" } },
  });
  const call = byTool.choices[0]?.message.tool_calls?.[0];
  expect(call?.type === "function" ? [call.function.name, call.function.arguments] : []).toEqual([
    "claim_verdicts",
    text,
  ]);
  expect(byTool.choices[0]?.finish_reason).toBe("tool_calls");
});

test("each status can be had by the model's name, with Retry-After as seconds, as a date or not at all", async () => {
  for (const status of [400, 401, 402, 403, 404, 408, 429, 500, 502, 503, 529]) {
    const thrown = await client(`m:${status}`)
      .ask("x")
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(OpenAI.APIError);
    expect(thrown).toMatchObject({ status });
  }
  const retryAfter = async (fault: string) => {
    const response = await fetch(`${standin.url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: `m:${fault}`, messages: [{ role: "user", content: "x" }] }),
    });
    return response.headers.get("retry-after");
  };
  expect(await retryAfter("429;retry-after=7")).toBe("7");
  expect(Date.parse((await retryAfter("429;retry-after=date")) ?? "")).toBeGreaterThan(Date.now() - 2_000);
  expect(await retryAfter("429;retry-after=none")).toBeNull();
});

test("a script is met in turn and then all is well; it can be set over the control endpoint", async () => {
  const statuses = async (count: number) => {
    const found: number[] = [];
    for (let index = 0; index < count; index += 1) {
      found.push(
        await client()
          .ask("x")
          .then(
            () => 200,
            (error: { status: number }) => error.status,
          ),
      );
    }
    return found;
  };
  standin.script(["500;times=2", "429;retry-after=1"]);
  expect(await statuses(5)).toEqual([500, 500, 429, 200, 200]);
  const set = await fetch(`${standin.url}/control/script`, { method: "POST", body: '{"steps":["503","ok","401"]}' });
  expect(await set.json()).toEqual({ status: "ok", steps: 3 });
  expect(await statuses(4)).toEqual([503, 200, 401, 200]);
  const wrong = await fetch(`${standin.url}/control/script`, { method: "POST", body: '{"steps":["explode"]}' });
  expect(await wrong.json()).toMatchObject({ error: { message: expect.stringContaining('no fault "explode"') } });
  const foreign = await fetch(`${standin.url}/control/reset`, {
    method: "POST",
    headers: { origin: "https://evil.example" },
  });
  expect(foreign.status).toBe(403);
});

test("a marker in the text or a header names a fault too, for as many requests as it says", async () => {
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 200,
      (error: { status: number }) => error.status,
    );
  const text = "Please [[stand-in:500;times=2]] answer";
  expect(await outcome(client().ask(text))).toBe(500);
  expect(await outcome(client().ask(text))).toBe(500);
  expect(await outcome(client().ask(text))).toBe(200);
  const { openai } = client();
  const byHeader = openai.chat.completions.create(
    { model: "m", messages: [{ role: "user", content: "x" }] },
    { headers: { "x-plumbline-standin": "402" } },
  );
  expect(await outcome(byHeader)).toBe(402);
  const deaf = await startModelStandin({ markers: false });
  const answer = await fetch(`${deaf.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: text }] }),
  });
  expect(answer.status).toBe(200);
  await deaf.close();
});

test("each parameter that real servers refuse can be refused, and a request without it passes", async () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ["refuse-response-format", { response_format: { type: "json_object" } }, "response_format"],
    ["refuse-json-schema", { response_format: { type: "json_schema", json_schema: { name: "x" } } }, "response_format"],
    ["require-json-word", { response_format: { type: "json_object" } }, "messages"],
    ["refuse-enable-thinking", { enable_thinking: false }, "enable_thinking"],
    ["refuse-temperature", { temperature: 0 }, "temperature"],
    ["refuse-top-p", { top_p: 1 }, "top_p"],
    ["refuse-seed", { seed: 7 }, "seed"],
    ["refuse-max-tokens", { max_tokens: 9 }, "max_tokens"],
    ["refuse-tools", { tools: [{ type: "function", function: { name: "f" } }] }, "tools"],
  ];
  for (const [fault, extra, param] of cases) {
    await expect(client(`m:${fault}`).ask("x", extra), fault).rejects.toMatchObject({ status: 400, param });
    expect((await client(`m:${fault}`).ask("x")).choices, fault).toHaveLength(1);
  }
  await expect(client("m:require-thinking-off").ask("x")).rejects.toMatchObject({
    status: 400,
    param: "enable_thinking",
  });
  expect((await client("m:require-thinking-off").ask("x", { enable_thinking: false })).choices).toHaveLength(1);
  expect(
    (await client("m:require-json-word").ask("json", { response_format: { type: "json_object" } })).choices,
  ).toHaveLength(1);
});

test("each way in which a text goes wrong can be had", async () => {
  const verdicts = async (fault: string) => JSON.parse((await judgeWith(fault)).text).verdicts as { id: number }[];
  expect((await verdicts("wrong-ids")).map(({ id }) => id)).toEqual([1_001, 1_002]);
  expect((await verdicts("doubled-verdicts")).map(({ id }) => id)).toEqual([1, 1, 2, 2]);
  expect((await verdicts("missing-verdict")).map(({ id }) => id)).toEqual([2]);
  expect(JSON.parse((await judgeWith("wrong-schema")).text)).toEqual({ opinion: "fine", points: 12 });
  for (const fault of ["prose", "fenced", "think", "open-think", "two-answers", "truncated"]) {
    const { text } = await judgeWith(fault);
    expect(() => JSON.parse(text), fault).toThrow();
  }
  expect((await judgeWith("truncated")).choice?.finish_reason).toBe("length");
  expect((await judgeWith("content-filter")).choice?.finish_reason).toBe("content_filter");
  expect((await judgeWith("refusal")).choice?.message.refusal).toMatch(/stand-in/);
  expect((await judgeWith("reasoning-only")).choice?.message).toMatchObject({
    content: "",
    reasoning: expect.stringContaining("verdicts"),
  });
  expect((await judgeWith("empty-choices")).completion.choices).toEqual([]);
  expect((await judgeWith("no-usage")).completion.usage).toBeUndefined();
});

test("each way in which a connection goes wrong can be had", async () => {
  expect((await judgeWith("gzip")).text).toContain("verdicts");
  for (const fault of ["reset", "reset-body", "bad-gzip", "garbage", "html", "empty-body"]) {
    const outcome = await client(`m:${fault}`)
      .ask("x")
      .then(
        (completion) => (completion?.choices === undefined ? "no completion" : "answered"),
        () => "failed",
      );
    expect(outcome, fault).not.toBe("answered");
  }
  for (const fault of ["hang", "hang-body", "slow-drip", "ok;delay=60000"]) {
    const asked = client(`m:${fault}`).ask("x", {}, AbortSignal.timeout(300));
    await expect(asked, fault).rejects.toThrow(/abort/i);
  }
  const huge = await fetch(`${standin.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "m:huge", messages: [{ role: "user", content: "x" }] }),
  });
  expect((await huge.text()).length).toBeGreaterThan(8 << 20);
  const endless = await fetch(`${standin.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "m:endless", messages: [{ role: "user", content: "x" }] }),
  });
  let bytes = 0;
  for await (const chunk of endless.body ?? []) {
    bytes += chunk.length;
    if (bytes > 4 << 20) break;
  }
  expect(bytes).toBeGreaterThan(4 << 20);
});

test("DashScope's generation shape: text, messages and a stream, with its own error body", async () => {
  const generate = (model: string, parameters: Record<string, unknown>, headers: Record<string, string> = {}) =>
    fetch(`${standin.url}/api/v1/services/aigc/text-generation/generation`, {
      method: "POST",
      headers: { authorization: "Bearer any", ...headers },
      body: JSON.stringify({ model, input: { messages: [{ role: "user", content: question }] }, parameters }),
    });
  const byMessage = (await (await generate("qwen-plus", { result_format: "message" })).json()) as {
    output: { choices: { message: { content: string }; finish_reason: string }[] };
    usage: { total_tokens: number };
    request_id: string;
  };
  expect(byMessage.output.choices[0]).toMatchObject({
    finish_reason: "stop",
    message: { role: "assistant", content: expect.stringMatching(/1987.*stand-in/) },
  });
  expect(byMessage.usage.total_tokens).toBeGreaterThan(20);
  expect(byMessage.request_id).toMatch(/^[0-9a-f-]{36}$/);
  const byText = (await (await generate("qwen-plus", {})).json()) as { output: { text: string } };
  expect(byText.output.text).toBe(byMessage.output.choices[0]?.message.content);

  const stream = await generate("qwen-plus", { incremental_output: true }, { "x-dashscope-sse": "enable" });
  const texts = [...(await stream.text()).matchAll(/^data:(.*)$/gm)].map(
    ([, json = ""]) => (JSON.parse(json) as { output: { text: string } }).output.text,
  );
  expect(texts.length).toBeGreaterThan(1);
  expect(texts.join("")).toBe(byText.output.text);

  const refused = await generate("qwen-plus:401", {});
  expect([refused.status, await refused.json()]).toMatchObject([401, { code: "InvalidApiKey" }]);
});

test("embeddings lie closer where texts share words, and rerank puts the best document first", async () => {
  const { data } = await client().openai.embeddings.create({
    model: "m",
    encoding_format: "float",
    input: ["battery warranty months", "warranty of the battery", "penguins swim"],
  });
  const [query = [], near = [], far = []] = data.map(({ embedding }) => embedding);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  expect(dot(query, near)).toBeGreaterThan(dot(query, far) + 0.3);
  const reranked = await fetch(`${standin.url}/api/v1/services/rerank/text-rerank/text-rerank`, {
    method: "POST",
    body: JSON.stringify({
      model: "gte-rerank",
      input: { query: "battery warranty", documents: ["penguins swim", "the battery has a warranty"] },
      parameters: { top_n: 1, return_documents: true },
    }),
  });
  expect(await reranked.json()).toMatchObject({
    output: { results: [{ index: 1, relevance_score: 1, document: { text: "the battery has a warranty" } }] },
  });
});

test("what was asked is kept for tests, without the token; health answers; what is not there is named", async () => {
  await client().ask("remember me");
  expect(standin.requests).toHaveLength(1);
  expect(standin.requests[0]).toMatchObject({
    path: "/v1/chat/completions",
    body: { messages: [{ content: "remember me" }] },
  });
  expect(JSON.stringify(standin.requests)).not.toMatch(/authorization/i);
  expect(await (await fetch(`${standin.url}/health`)).json()).toEqual({ status: "ok", model: "plumbline-stand-in" });
  const missing = await fetch(`${standin.url}/v1/audio/speech`, { method: "POST" });
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { error: { message: /has no POST \/v1\/audio\/speech/ } },
  ]);
  const invalid = await fetch(`${standin.url}/v1/chat/completions`, { method: "POST", body: "{" });
  expect(invalid.status).toBe(400);
});

test("a misspelt fault is an error, never all well", () => {
  for (const text of ["", "teapot", "429;retry-after=soon", "ok;delay=", "ok;speed=3", "ok;delay=-1"]) {
    expect(() => parseFault(text), text).toThrow();
  }
});
