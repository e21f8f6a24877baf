/** The embedded PostgreSQL cannot be used. The message is a finished sentence for the person who started it. */
export class PostgresError extends Error {}
