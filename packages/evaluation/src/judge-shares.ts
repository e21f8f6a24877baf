import type { ProjectId } from "@plumbline/base/ids";

/** An evaluation that was due when its judge had its share. */
export interface ParkedRun {
  readonly projectId: ProjectId;
  readonly evaluationId: string;
  readonly attempt: number;
}

/** Beyond these the sweep finds what is due. */
const parkedMax = 1_000;

/**
 * How the slots of one process are shared between judges: a judge has at most half of those that no other judge has, and at
 * least one. A judge that hangs on every call thus holds four of eight; a second such judge two more, and a third one, before
 * anybody has to wait for them. Runs beyond a share are parked, which holds no slot: their rows stay due, so that nothing is
 * lost with this memory.
 */
export class JudgeShares {
  readonly #slots: number;
  readonly #held = new Map<string, number>();
  readonly #parked = new Map<string, Map<string, ParkedRun>>();

  constructor(slots: number) {
    this.#slots = slots;
  }

  /** Takes a slot for a run of this judge, or answers false where it has its share. */
  take(judge: string): boolean {
    if (!this.#hasRoom(judge)) return false;
    this.#held.set(judge, this.#heldBy(judge) + 1);
    return true;
  }

  leave(judge: string): void {
    const left = this.#heldBy(judge) - 1;
    if (left > 0) this.#held.set(judge, left);
    else this.#held.delete(judge);
  }

  park(judge: string, run: ParkedRun): void {
    const runs = this.#parked.get(judge) ?? new Map<string, ParkedRun>();
    this.#parked.set(judge, runs);
    if (runs.size < parkedMax) runs.set(run.evaluationId, run);
  }

  /** The oldest parked run of every judge that has room again; they are no longer parked. */
  unpark(): ParkedRun[] {
    return [...this.#parked].flatMap(([judge, runs]) => {
      if (!this.#hasRoom(judge)) return [];
      const [next] = runs.values();
      if (next !== undefined) runs.delete(next.evaluationId);
      if (runs.size === 0) this.#parked.delete(judge);
      return next === undefined ? [] : [next];
    });
  }

  #hasRoom(judge: string): boolean {
    let others = 0;
    for (const [holder, count] of this.#held) if (holder !== judge) others += count;
    return this.#heldBy(judge) < Math.max(1, Math.floor((this.#slots - others) / 2));
  }

  #heldBy(judge: string): number {
    return this.#held.get(judge) ?? 0;
  }
}
