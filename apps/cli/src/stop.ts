/** Ends a command. The message is finished, for the person at the terminal; no stack trace is printed for it. */
export class Stop extends Error {
  readonly exitCode: number;

  constructor(message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}
