import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { ResolveName } from "./check-address";
import { createOutboundFetch, type OutboundFetch, type OutboundOptions } from "./create-outbound-fetch";
import { findOutboundError, OutboundError } from "./outbound-error";

interface Listener {
  readonly port: number;
  readonly server: Server;
  connections: number;
  readonly requests: string[];
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

async function listen(answer: RequestListener): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    listener.requests.push(`${request.method} ${request.url} ${request.headers.host}`);
    answer(request, response);
  });
  const listener: Listener = { port: 0, server, connections: 0, requests: [] };
  server.on("connection", (socket) => {
    listener.connections += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(listener, { port: (server.address() as AddressInfo).port });
}

function client(options: Partial<OutboundOptions> = {}): OutboundFetch {
  return createOutboundFetch({ allowLoopback: true, allowPrivate: false, ...options });
}

async function failureOf(work: Promise<unknown>): Promise<OutboundError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  const found = findOutboundError(thrown);
  if (found === undefined) throw new Error("The request did not fail with OutboundError.", { cause: thrown });
  return found;
}

test("a request goes out and its answer comes back, body, status and headers", async () => {
  const listener = await listen((request, response) => {
    request.pipe(response.writeHead(201, { "content-type": "application/json", "x-request-id": "r1" }));
  });
  const answer = await client()(`http://127.0.0.1:${listener.port}/v1/chat`, { method: "POST", body: '{"a":1}' });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-request-id")).toBe("r1");
  expect(await answer.json()).toEqual({ a: 1 });
  const again = new Request(`http://127.0.0.1:${listener.port}/v1/chat`, { method: "POST", body: "as a Request" });
  expect(await (await client()(again)).text()).toBe("as a Request");
});

test("a compressed answer is read as what it says", async () => {
  const listener = await listen((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("in full"));
  });
  const answer = await client()(`http://127.0.0.1:${listener.port}/`);
  expect(await answer.text()).toBe("in full");
  expect(answer.headers.get("content-encoding")).toBeNull();
});

test("a refused address gets not a single connection, as a literal or behind a name", async () => {
  const listener = await listen((_request, response) => response.end("reached"));
  const fetchStrictly = client({
    allowLoopback: false,
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  });
  for (const host of ["127.0.0.1", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "judge.example.com", "localhost"]) {
    const failure = await failureOf(fetchStrictly(`http://${host}:${listener.port}/`));
    expect(failure.failure, host).toBe("address-refused");
  }
  expect(listener.connections).toBe(0);
});

test("a name that answers public first and loopback later is caught at the connection", async () => {
  const listener = await listen((_request, response) => response.end("reached"));
  const answers = ["93.184.215.14", "127.0.0.1", "127.0.0.1"];
  const rebinding: ResolveName = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
  const { checkAddress } = await import("./check-address");
  const policy = { allowLoopback: false, allowPrivate: false };
  const url = `http://rebind.example.com:${listener.port}/`;
  expect(await checkAddress(url, policy, rebinding)).toMatchObject({ resolved: true });
  const failure = await failureOf(client({ ...policy, resolve: rebinding })(url));
  expect(failure.failure).toBe("address-refused");
  expect(listener.connections).toBe(0);
});

test("the address that was checked is the address that is dialled: one look-up per connection", async () => {
  const listener = await listen((_request, response) => response.end("reached"));
  let lookUps = 0;
  const resolve: ResolveName = async () => {
    lookUps += 1;
    return [{ address: lookUps === 1 ? "127.0.0.1" : "203.0.113.9", family: 4 }];
  };
  const answer = await client({ resolve })(`http://model.example.com:${listener.port}/v1`);
  expect(await answer.text()).toBe("reached");
  expect(lookUps).toBe(1);
  expect(listener.requests).toEqual([`GET /v1 model.example.com:${listener.port}`]);
});

test("a redirect is not followed, wherever it leads", async () => {
  const target = await listen((_request, response) => response.end("reached"));
  for (const status of [301, 302, 303, 307, 308]) {
    const listener = await listen((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${target.port}/` }).end();
    });
    const asked = client()(`http://127.0.0.1:${listener.port}/`, { headers: { authorization: "Bearer secret" } });
    expect((await failureOf(asked)).failure).toBe("redirect");
  }
  expect(target.connections).toBe(0);
});

test("an answer over the limit is cut off, plain, endless or as a compressed bomb", async () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  const listener = await listen((request, response) => {
    if (request.url === "/bomb") response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    else if (request.url === "/endless") {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
        response.once("drain", write);
      };
      write();
    } else response.end(Buffer.alloc(100_001));
  });
  const outbound = client({ answerBytesMax: 100_000 });
  for (const path of ["plain", "bomb", "endless"]) {
    const answer = await outbound(`http://127.0.0.1:${listener.port}/${path}`);
    const failure = await failureOf(answer.text());
    expect(failure.failure, path).toBe("answer-too-large");
    expect(failure.message).toContain("100000 bytes");
  }
});

test("a late first byte and an answer that never ends are cut off in time", async () => {
  const listener = await listen((request, response) => {
    if (request.url === "/drip") {
      response.writeHead(200).write("x");
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
    }
  });
  const outbound = client({ firstByteTimeoutMs: 150, totalTimeoutMs: 400 });
  const late = await failureOf(outbound(`http://127.0.0.1:${listener.port}/silent`));
  expect([late.failure, late.message]).toEqual(["timeout", `127.0.0.1:${listener.port} sent no answer within 0.15 s.`]);
  const answer = await outbound(`http://127.0.0.1:${listener.port}/drip`);
  const endless = await failureOf(answer.text());
  expect([endless.failure, endless.message]).toEqual([
    "timeout",
    `127.0.0.1:${listener.port} did not finish its answer within 0.4 s.`,
  ]);
});

test("the caller can stop a request before and during its answer", async () => {
  const listener = await listen((request, response) => {
    if (request.url === "/body") response.writeHead(200).write("x");
  });
  const early = new AbortController();
  const asked = client()(`http://127.0.0.1:${listener.port}/silent`, { signal: early.signal });
  early.abort();
  expect((await failureOf(asked)).failure).toBe("aborted");
  const late = new AbortController();
  const answer = await client()(`http://127.0.0.1:${listener.port}/body`, { signal: late.signal });
  late.abort();
  expect((await failureOf(answer.text())).failure).toBe("aborted");
});

test("a refused connection, a broken one and a missing name are told apart", async () => {
  const listener = await listen((request) => request.socket.destroy());
  expect((await failureOf(client()(`http://127.0.0.1:${listener.port}/`))).failure).toBe("network");
  const { port, server } = await listen(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  expect((await failureOf(client()(`http://127.0.0.1:${port}/`))).failure).toBe("connect");
  const resolve: ResolveName = async () => {
    throw new Error("getaddrinfo ENOTFOUND");
  };
  const missing = await failureOf(client({ resolve })("https://judge.example.com/"));
  expect([missing.failure, missing.message]).toEqual([
    "name-not-found",
    "The name judge.example.com could not be resolved.",
  ]);
});

test("an error tells the host, and nothing of path, header or body", async () => {
  const listener = await listen((request) => request.socket.destroy());
  const failure = await failureOf(
    client()(`http://127.0.0.1:${listener.port}/path-canary?q=query-canary`, {
      method: "POST",
      headers: { authorization: "Bearer header-canary" },
      body: "body-canary",
    }),
  );
  expect(failure).toBeInstanceOf(OutboundError);
  expect(failure.message).not.toContain("canary");
});
