import { randomBytes } from "node:crypto";
import { useTestDatabase } from "@plumbline/db/testing";
import { startJudgeServer } from "@plumbline/evaluation/testing/judge-server";
import { readTestSpan } from "@plumbline/span/testing";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { SpanResponse } from "./routes/get-span";
import { readValue, valueQuery } from "./schemas/span-value";
import { createApiWorld } from "./testing/api-world";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createApiWorld(database.pool, judge.baseUrl);

const spanId = "00000000000000b2";
const path = '["document","attributes","input","value"]';

async function storeLarge(text: string): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const nano = `${Date.now() - 60_000}000000`;
  const attribute = (key: string, value: object) => ({ key, value });
  const span = {
    traceId,
    spanId,
    name: "large",
    startTimeUnixNano: nano,
    endTimeUnixNano: nano,
    attributes: [
      attribute("input.value", { stringValue: text }),
      attribute("vector", { arrayValue: { values: Array.from({ length: 9 }, (_, intValue) => ({ intValue })) } }),
    ],
  };
  await storeOtlpJson(database.pool, world.projectId, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  return `/api/v1/projects/${world.projectId}/traces/${traceId}/spans/${spanId}`;
}

test("a large value is cut in the span's answer, whole under its path, and whole where no cut was asked for", async () => {
  const text = "五万字😀 and more. ".repeat(20_000);
  const address = await storeLarge(text);
  const cut = (await (await world.call("viewer", "GET", `${address}?textCharsMax=1000`)).json()) as SpanResponse;
  expect(JSON.stringify(cut).length).toBeLessThan(6_000);
  const about = { type: "text", bytes: Buffer.byteLength(text), chars: text.length };
  expect(cut.cuts).toEqual([
    { path: JSON.parse(path), ...about, shownChars: expect.any(Number) },
    { path: ["content", "input", "text"], ...about, shownChars: expect.any(Number) },
  ]);
  const value = await world.call("read key", "GET", `${address}/value?${new URLSearchParams({ path })}`);
  expect(await value.text()).toBe(text);
  expect(Object.fromEntries(value.headers)).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": 'attachment; filename="value.txt"',
    "x-content-type-options": "nosniff",
  });
  const whole = (await (await world.call("viewer", "GET", address)).json()) as SpanResponse;
  expect([whole.content.input?.text, whole.cuts]).toEqual([text, []]);
  const vector = new URLSearchParams({ path: '["document","attributes","vector"]' });
  expect(await (await world.call("viewer", "GET", `${address}/value?${vector}`)).json()).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ]);
});

test("the parts of a value, one behind the other, are the value, wherever they are cut", async () => {
  const encode = async (slices: AsyncIterable<Uint8Array>) => {
    const bytes: Uint8Array[] = [];
    for await (const slice of slices) bytes.push(slice);
    return Buffer.concat(bytes);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      fc.array(fc.nat({ max: 150 }), { maxLength: 8 }),
      async (text, places) => {
        const span = readTestSpan({ "input.value": text });
        const ends = [...places].sort((a, b) => a - b);
        const parts: Buffer[] = [];
        for (const [index, fromChar] of [0, ...ends].entries()) {
          const toChar = ends[index];
          const query = valueQuery.parse({ path, fromChar, ...(toChar === undefined ? {} : { toChar }) });
          parts.push(await encode(readValue(span, query, new Headers())));
        }
        expect(Buffer.concat(parts).toString("utf8")).toBe(text);
        for (const part of parts) expect(part.toString("utf8")).not.toContain("\ufffd");
      },
    ),
  );
});

test("a path that leads nowhere and one that is no path are errors of their own", async () => {
  const address = await storeLarge("short");
  const ask = (wanted: string) =>
    world.call("viewer", "GET", `${address}/value?${new URLSearchParams({ path: wanted })}`);
  expect((await ask('["document","attributes","nothing"]')).status).toBe(404);
  expect((await ask('["document","__proto__"]')).status).toBe(404);
  for (const broken of ["document", '["facts","kind"]', "[]", '["document",{}]'])
    expect((await ask(broken)).status, broken).toBe(400);
});

test("behind a share link a hidden value has no parts, and a shown one has all of them", async () => {
  const opened = async (...hidden: Parameters<typeof world.createTicket>) => {
    const { cookie } = await world.openTicket((await world.createTicket(...hidden)).ticket);
    return (wanted: string) =>
      world.api.request(`/api/share/spans/00000000000000a1/value?${new URLSearchParams({ path: wanted })}`, {
        headers: { cookie },
      });
  };
  const input = '["content","input","text"]';
  const shown = await (await opened())(input);
  expect(shown.status).toBe(200);
  const text = await shown.text();
  expect(text.length).toBeGreaterThan(5);
  const hidden = await opened(["inputs", "attributes"]);
  for (const wanted of [input, path]) expect((await hidden(wanted)).status, wanted).toBe(404);
  const messages = await hidden('["document"]');
  expect(await messages.text()).not.toContain(text);
});
