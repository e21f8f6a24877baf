import { createServer, type Server } from "node:net";
import { freePort } from "@plumbline/db/free-port";
import { afterEach, expect, test } from "vitest";
import { Stop } from "../stop";
import { checkPorts, findHolder } from "./ports";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return address.port;
}

function need(port: number, variable = "PLUMBLINE_CONSOLE_PORT") {
  return { purpose: "the console", port, host: "127.0.0.1", variable };
}

test("free ports pass", async () => {
  await expect(checkPorts([need(await freePort())])).resolves.toBeUndefined();
});

test("a taken port is named with its purpose, its holder and the variable to change", async () => {
  const port = await listen("127.0.0.1");
  const error = await checkPorts([need(port)]).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Stop);
  expect((error as Stop).message).toContain(`Port ${port} for the console is in use`);
  expect((error as Stop).message).toContain("PLUMBLINE_CONSOLE_PORT");
  expect((error as Stop).message).toContain("Nothing was started.");
});

test("a program on all addresses takes the port on loopback too", async () => {
  const port = await listen("0.0.0.0");
  await expect(checkPorts([need(port)])).rejects.toThrow(`Port ${port}`);
});

test("all taken ports are told at once", async () => {
  const ports = [await listen("127.0.0.1"), await listen("127.0.0.1")];
  const error = (await checkPorts(ports.map((port) => need(port))).catch((thrown: unknown) => thrown)) as Stop;
  for (const port of ports) expect(error.message).toContain(`Port ${port}`);
});

test("one port for two purposes is refused with both variables", async () => {
  const port = await freePort();
  await expect(checkPorts([need(port), need(port, "PLUMBLINE_STANDIN_PORT")])).rejects.toThrow(
    /PLUMBLINE_CONSOLE_PORT or PLUMBLINE_STANDIN_PORT/,
  );
});

test.runIf(process.platform === "linux")("the holder of a port is found by its process id", async () => {
  expect(await findHolder(await listen("127.0.0.1"))).toContain(`process ${process.pid} (`);
});
