/** The error in one line: type and message, without saying the type twice. */
export function errorText(type: string | null, message: string | null): string {
  if (type === null || message === null) return type ?? message ?? "The span carries no error message.";
  return message.startsWith(type) ? message : `${type}: ${message}`;
}
