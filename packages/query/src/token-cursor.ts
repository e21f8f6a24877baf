import { isKeyword, lex, type Token } from "./lex";
import type { QueryError } from "./query-error";

/** So many errors are reported; the text behind the last one is not looked at. */
export const errorsMax = 10;

/** The tokens of a query, read from left to right, and the errors found on the way. */
export class TokenCursor {
  readonly errors: QueryError[] = [];
  private tokens: readonly Token[];
  private position = 0;
  isStopped = false;

  constructor(readonly text: string) {
    this.tokens = lex(text);
  }

  /** The token `ahead` of the next one, 0 for the next one itself. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }

  /** The next token, which is there: the caller has looked. */
  take(): Token {
    const token = this.tokens[this.position];
    if (token === undefined) throw new RangeError("A token was taken behind the end of the query.");
    this.position += 1;
    return token;
  }

  /** Takes the next token if it is of this type. */
  takeIf(type: Token["type"]): Token | undefined {
    return this.peek()?.type === type ? this.take() : undefined;
  }

  takeKeyword(keyword: string): Token | undefined {
    return this.isKeyword(keyword) ? this.take() : undefined;
  }

  isKeyword(keyword: string, ahead = 0): boolean {
    return isKeyword(this.peek(ahead), keyword);
  }

  /** The end of the last token that was taken. */
  get end(): number {
    return this.tokens[this.position - 1]?.end ?? 0;
  }

  fail(error: QueryError): void {
    if (this.errors.length < errorsMax) this.errors.push(error);
    if (this.errors.length === errorsMax) this.stop();
  }

  /** Leaves the rest unread. */
  stop(): void {
    this.isStopped = true;
    this.tokens = this.tokens.slice(0, this.position);
  }
}
