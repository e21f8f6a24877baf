import type { PoolClient } from "@plumbline/db/pool";
import { arrayLiteral } from "./array-literal";

/** What the minutes of `metric_due` count: minutes since 1970 (UTC). */
export function minuteOf(us: number): number {
  return Math.floor(us / 60_000_000);
}

/** The minutes per project whose roll-ups have to be counted again. */
export class DueMinutes {
  private readonly byProject = new Map<string, Set<number>>();

  /** Answers whether the minute is new here. */
  add(projectId: string, minute: number): boolean {
    const minutes = this.byProject.get(projectId);
    if (minutes === undefined) {
      this.byProject.set(projectId, new Set([minute]));
      return true;
    }
    if (minutes.has(minute)) return false;
    minutes.add(minute);
    return true;
  }

  get isEmpty(): boolean {
    return this.byProject.size === 0;
  }

  /** Two parameters: the projects, and per project its minutes. Inner arrays travel as text, or unnest would flatten them. */
  parameters(): [projects: string, starts: string] {
    return [
      arrayLiteral([...this.byProject.keys()]),
      arrayLiteral([...this.byProject.values()].map((minutes) => `{${[...minutes].join(",")}}`)),
    ];
  }
}

/** `first` is the number of the first of the two parameters. */
export function insertDueText(first: number): string {
  return `INSERT INTO metric_due (project_id, starts)
SELECT d.project_id, d.starts::integer[] FROM unnest($${first}::uuid[], $${first + 1}::text[]) AS d(project_id, starts)`;
}

/** In the transaction that changes the traces, so that no count is lost and none comes too early. */
export async function noteDueMinutes(client: PoolClient, due: DueMinutes): Promise<void> {
  if (due.isEmpty) return;
  await client.query({ name: "insert-due-minutes", text: insertDueText(1), values: due.parameters() });
}
