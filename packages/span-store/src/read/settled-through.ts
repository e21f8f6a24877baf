/**
 * The moment up to which everything that was received is committed, as SQL: transactions that began before it are over. Of a
 * writer no statement lasts longer than its timeout of 15 s; a session that has been open for five minutes is something else.
 *
 * @param settleMs A placeholder such as `$2`: what was received so many milliseconds ago is left for the next time.
 */
export function settledThroughSql(settleMs: string): string {
  return `least(now() - ${settleMs} * interval '1 millisecond', (SELECT min(xact_start) - interval '1 microsecond' FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND xact_start > now() - interval '5 minutes'))`;
}
