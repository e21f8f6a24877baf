/** The error in one line: type and message, without saying the type twice. */
export function errorText(type: string | null, message: string | null): string {
  if (type === null || message === null) return type ?? message ?? "The span carries no error message.";
  return message.startsWith(type) ? message : `${type}: ${message}`;
}

/** Of what the status of a span says and what its exception says, the one that tells more. */
export function fullerMessage(status: string | null, exception: string | undefined): string | null {
  return exception !== undefined && exception.length > (status?.length ?? 0) ? exception : status;
}
