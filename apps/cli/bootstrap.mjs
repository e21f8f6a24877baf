#!/usr/bin/env node
// Entry of every npm script. Needs nothing but Node: it installs and builds what is stale, then runs the command.
// This file stays readable by old Node versions, so that they get the sentence below and not a syntax error.

const needed = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`Plumbline needs Node ${needed.join(".")} or later; this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import("./bootstrap/run.mjs").then(({ run }) => run(process.argv.slice(2)));
}
