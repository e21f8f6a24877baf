import { toPlumblineError } from "@plumbline/base/errors";

/**
 * An error that an error page can tell from others: Next hides messages from the browser and passes on the digest only, so
 * the digest is the code of the catalogue.
 */
export function pageError(thrown: unknown): Error {
  const error = toPlumblineError(thrown);
  return Object.assign(error, { digest: error.code });
}
