import type { TraceId } from "@plumbline/base/ids";
import type { TraceFilter, TraceListItem } from "./types";

/** What the traces of one session add up to, however far they reach. Times are ISO 8601 in UTC with microseconds. */
export interface SessionSummary {
  readonly sessionId: string;
  /** Start of its first trace. */
  readonly startTime: string;
  /** The last end of its traces. */
  readonly endTime: string;
  /** Start of its last trace. */
  readonly lastActive: string;
  readonly traces: number;
  readonly errors: number;
  readonly isRunning: boolean;
  /** In alphabetical order, the first `sessionNamesMax`. */
  readonly users: readonly string[];
  readonly applications: readonly string[];
  /** Null: no trace reported any. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null: no model call has a price. */
  readonly cost: number | null;
  readonly firstInput: string | null;
  readonly lastOutput: string | null;
}

export const sessionNamesMax = 20;

/** The sessions with a trace that began in the range and satisfies the query; the figures are of the whole session. */
export interface SessionQuery extends TraceFilter {
  /** Keyset cursor as `nextCursor` gave it. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly limit: number;
}

export interface SessionPage {
  /** By the newest of their matching traces, newest first. */
  readonly items: readonly SessionSummary[];
  readonly nextCursor: string | null;
  /** Set where a search of contents ran out of time before the page was full: as in `TracePage`. */
  readonly searchedBackTo?: string;
}

export interface SessionDetail {
  readonly session: SessionSummary;
  /** The trace that took longest; the first of several. */
  readonly slowestTraceId: TraceId;
  /** In order of time. */
  readonly traces: readonly TraceListItem[];
  readonly nextCursor: string | null;
}

export const userSortFields = ["cost", "tokens", "traces", "lastSeen"] as const;
export type UserSort = (typeof userSortFields)[number];

/** The users of the traces that began in the range and satisfy the query. */
export interface UserQuery extends TraceFilter {
  /** Largest or latest first. */
  readonly sort: UserSort;
  readonly cursor?: string;
  /** 1 to 200. */
  readonly limit: number;
}

/** What the matching traces of one user add up to. */
export interface UserSummary {
  readonly userId: string;
  readonly traces: number;
  readonly sessions: number;
  readonly errors: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: number | null;
  /** Starts of the first and last trace. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface UserPage {
  readonly items: readonly UserSummary[];
  /** Of all users, not of this page. */
  readonly total: { readonly users: number; readonly traces: number; readonly cost: number | null };
  readonly nextCursor: string | null;
  /** Set where a search of contents ran out of time: only traces that started from here on were added up. */
  readonly searchedBackTo?: string;
}

/** The whole text behind a trace's preview, cut at `traceTextCharsMax`, and the span in which it stands. */
export interface TraceText {
  readonly spanId: string;
  readonly text: string;
  readonly isCut: boolean;
}

export interface TraceTexts {
  readonly input: TraceText | null;
  readonly output: TraceText | null;
}

export const traceTextCharsMax = 200_000;
