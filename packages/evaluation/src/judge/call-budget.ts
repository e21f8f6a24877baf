import type { ChatBody } from "./chat-request";
import type { JudgeFailure, JudgeOutcome } from "./outcome";

/** What a call came to, for the one who reserved for it. */
export interface CallEnd {
  readonly outcome: JudgeOutcome;
  readonly httpStatus: number | null;
  /** As the server reported them; null where it did not. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

/** Who pays for the calls of a run, and may forbid the next one. */
export interface CallBudget {
  /**
   * Before a call is sent, in its turn. Throws JudgeFailure `budget` where it could cost more than is left, and `held` where its
   * task no longer asks this judge. Undefined: nothing is counted.
   */
  reserve(body: ChatBody): Promise<CallReservation | undefined>;
  /** A question is given up. MUST resolve only when what follows from it is stored: the next call comes after it. */
  gaveUp(failure: JudgeFailure): Promise<void>;
}

export interface CallReservation {
  /** Puts what was used in the place of what was reserved. */
  settle(end: CallEnd): Promise<void>;
}
