const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
/** npm passes a Ctrl-C on although the terminal has sent it already: within this time two signals are one. */
const repeatedSignalMs = 700;

/**
 * From here until `release`, a signal does not end this process: `onFirst` hears the exit code that it stands for, once, and
 * `isForced` answers whether another one came. Where npm's shell was ended and passed nothing on, the loss of that parent is
 * a signal too.
 */
export function catchInterruption(onFirst) {
  let firstAt;
  let forced = false;
  const hear = (name) => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      onFirst(exitCodes[name]);
    } else if (Date.now() - firstAt > repeatedSignalMs) forced = true;
  };
  for (const name of Object.keys(exitCodes)) process.on(name, hear);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent && firstAt === undefined)
      hear("SIGTERM");
  }, 300);
  watch.unref();
  return {
    isForced: () => forced,
    release() {
      clearInterval(watch);
      for (const name of Object.keys(exitCodes)) process.removeListener(name, hear);
    },
  };
}
