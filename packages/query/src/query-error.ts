/** Why a text is no query, or a clause of it cannot be run. */
export interface QueryError {
  /** A finished sentence or two: what is wrong, and what to write instead. */
  readonly message: string;
  /** UTF-16 offsets into the text, as an input's caret counts; equal where something is missing. */
  readonly start: number;
  readonly end: number;
  /** Which clause of the text, counted from 1 in reading order. Absent where the fault is between clauses. */
  readonly clause?: number;
  /** Text that may stand in the place of `start` to `end`, and would be right there. */
  readonly suggestion?: string;
}
