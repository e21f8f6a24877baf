import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { endFamily } from "./family.mjs";
import { catchInterruption } from "./interruption.mjs";
import { rootFolder } from "./stale.mjs";

/** A step failed. The message is finished and for people. */
export class StepError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const plainIntervalMs = 10_000;

/**
 * Runs one long command with progress: one changing line on a terminal, plain lines elsewhere. Everything it prints goes to
 * a log file, which is named when it fails. A signal ends the command with everything that it has started, and is then told
 * as a failure of the step.
 */
export async function runStep({ title, done, logName, command, args, env }) {
  const logFile = openLog(logName);
  const progress = startProgress(title);
  const tail = [];
  let ending = Promise.resolve();
  let interruptedCode;
  let interruption;
  const code = await new Promise((resolve) => {
    // In a group of its own a Ctrl-C in the terminal reaches this process only, which ends the rest in order.
    const detached = process.platform !== "win32";
    const child = spawn(command, args, { cwd: rootFolder, env, detached, stdio: ["ignore", "pipe", "pipe"] });
    interruption = catchInterruption((exitCode) => {
      interruptedCode = exitCode;
      progress.detail("Stopping …");
      if (child.pid !== undefined) ending = endFamily(child.pid, interruption.isForced);
    });
    const hear = (chunk) => {
      writeSync(logFile.handle, chunk);
      for (const line of plainLines(chunk)) {
        progress.detail(line);
        tail.push(line);
        if (tail.length > 200) tail.shift();
      }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", (error) => {
      tail.push(error.message);
      resolve(127);
    });
    child.once("close", (exitCode, signal) => resolve(signal ? 130 : exitCode));
  });
  await ending;
  interruption.release();
  closeSync(logFile.handle);
  const isDone = code === 0 && interruptedCode === undefined;
  progress.end(isDone ? done : undefined);
  if (isDone) return;
  if (interruptedCode !== undefined) {
    throw new StepError(`${title} was interrupted. The next start does it again.`, interruptedCode);
  }
  throw new StepError(describeFailure(title, code, tail, logFile.name), code === 130 ? 130 : 1);
}

function describeFailure(title, code, tail, logName) {
  if (code === 130) return `${title} was ended by a signal. The next start does it again.`;
  const text = tail.join("\n");
  if (/ENOSPC|no space left/i.test(text))
    return `${title} failed: the disk is full. The whole output is in ${logName}.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ERR_SOCKET|ECONNRESET/.test(text))
    return `${title} failed: the package registry cannot be reached. Check the network or proxy settings; the whole output is in ${logName}.`;
  const reason = tail.findLast((line) => /error|failed|cannot|ERR_/i.test(line)) ?? tail.at(-1) ?? `exit code ${code}`;
  return `${title} failed: ${reason.slice(0, 300)}\nThe whole output is in ${logName}.`;
}

function openLog(logName) {
  const folder = path.join(rootFolder, ".plumbline/logs");
  try {
    mkdirSync(folder, { recursive: true });
    const name = path.join(folder, logName);
    return { name, handle: openSync(name, "w") };
  } catch (error) {
    throw new StepError(
      `Plumbline cannot write to ${rootFolder}: ${error.code ?? error.message}. It installs and builds inside its own folder; give this user the right to write there.`,
    );
  }
}

function plainLines(chunk) {
  return stripVTControlCharacters(String(chunk))
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function startProgress(title) {
  const started = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  let detail = "";
  let printedAt = started;
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const draw = () => {
    const width = (process.stdout.columns ?? 80) - 1;
    process.stdout.write(`\r\u001b[2K${`${title} … ${seconds()}  ${detail}`.slice(0, width)}`);
  };
  if (!isTerminal) console.log(`${title} …`);
  const timer = setInterval(() => {
    if (isTerminal) return draw();
    if (Date.now() - printedAt < plainIntervalMs) return;
    printedAt = Date.now();
    console.log(`${title} … ${seconds()}  ${detail}`.slice(0, 160));
  }, 200);
  return {
    detail: (line) => {
      detail = line;
    },
    end: (done) => {
      clearInterval(timer);
      if (isTerminal) process.stdout.write("\r\u001b[2K");
      if (done !== undefined) console.log(`${done} (${seconds()})`);
    },
  };
}
