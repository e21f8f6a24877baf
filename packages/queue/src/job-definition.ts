import type { Permission } from "@plumbline/base/grant";
import type { z } from "zod";

/**
 * A kind of job: what producers and workers agree on. The handler stands in apps/worker under the same name.
 *
 * A payload holds ids only. What is to be done is always a row of ours: a job that is lost, repeated or late changes
 * nothing but the time at which the row is looked at, and every handler MUST bear being run twice.
 */
export interface JobDefinition<P = unknown> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  /** What the handler asks authorizeJob for, in the project that its payload names; null: the job opens no project. */
  readonly permission: Permission | null;
  /** Jobs of this kind that one worker process runs at once. */
  readonly concurrency: number;
  /** Set for a job that comes by itself; the payload is then `{}`. */
  readonly everyMs?: number;
}

export function defineJob<P>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}

export interface JobContext {
  /** Ends when the worker stops: the handler MUST return within a few seconds. */
  readonly signal: AbortSignal;
}

/** A definition with what to do, with the payload's type put away so that handlers of different jobs stand in one list. */
export interface JobHandler {
  readonly definition: JobDefinition;
  run(data: unknown, context: JobContext): Promise<void>;
}

export function handleJob<P>(
  definition: JobDefinition<P>,
  handle: (payload: P, context: JobContext) => Promise<void>,
): JobHandler {
  return { definition, run: (data, context) => handle(definition.payload.parse(data), context) };
}
