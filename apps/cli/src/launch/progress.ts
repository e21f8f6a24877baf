const plainIntervalMs = 10_000;

export interface Progress {
  /** What happened last, shown behind the title. */
  detail(text: string): void;
  /** Removes the line for now, so that something else can be printed. */
  clear(): void;
  end(): void;
}

/** One changing line on a terminal; a plain line at the start and every ten seconds elsewhere. */
export function startProgress(title: string): Progress {
  const started = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  let detail = "";
  let printedAt = started;
  const line = () => `${title} … ${Math.round((Date.now() - started) / 1000)} s  ${detail}`.trimEnd();
  const clear = () => {
    if (isTerminal) process.stdout.write("\r\u001b[2K");
  };
  const draw = () => {
    clear();
    process.stdout.write(line().slice(0, (process.stdout.columns ?? 80) - 1));
  };
  if (isTerminal) draw();
  else console.log(`${title} …`);
  const timer = setInterval(() => {
    if (isTerminal) return draw();
    if (Date.now() - printedAt < plainIntervalMs) return;
    printedAt = Date.now();
    console.log(line());
  }, 100);
  return {
    detail(text) {
      detail = text;
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}
