import { type Keyring, openSecret, type SecretBinding, sealSecret } from "@plumbline/access/secrets";
import { PlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import type { JudgeModel } from "@plumbline/db/generated/client";
import type { EndpointQuirks, JudgeEndpoint, OutputMode } from "../judge/endpoint";

const last4LengthMin = 12;

/** The columns that hold a token, sealed for one judge at one base URL. */
export function sealToken(
  keyring: Keyring,
  token: string,
  place: { readonly id: string; readonly projectId: string; readonly baseUrl: string },
): { readonly tokenSealed: string; readonly tokenLast4: string | null } {
  const tokenSealed = sealSecret(keyring, token, bindingOf(place));
  return { tokenSealed, tokenLast4: token.length >= last4LengthMin ? token.slice(-4) : null };
}

/** The endpoint with its token opened. Throws `secret.unreadable` where it was sealed for another place or key. */
export function openEndpoint(keyring: Keyring, row: JudgeModel): JudgeEndpoint {
  return {
    id: row.id,
    name: row.name,
    baseUrl: row.baseUrl,
    model: row.model,
    token: row.tokenSealed === null ? undefined : openSecret(keyring, row.tokenSealed, bindingOf(row)),
    authScheme: row.authScheme === "raw" ? "raw" : "bearer",
    temperature: row.temperature,
    topP: row.topP,
    contextTokens: row.contextTokens,
    maxConcurrency: row.maxConcurrency,
    timeoutMs: row.timeoutMs,
    outputMode: row.outputMode as OutputMode | null,
    quirks: row.quirks as EndpointQuirks | null,
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
  };
}

/**
 * A token as people paste it: surrounding space is dropped; "Bearer x" is kept whole and sent as the whole header, as the
 * PAI examples do. Throws `request.invalid` for what no HTTP header can carry.
 */
export function readToken(text: string, field = "token"): { readonly token: string; readonly isHeader: boolean } {
  const token = text.trim();
  if (!/^[\x21-\x7e]+( [\x21-\x7e]+)?$/.test(token) || token.length > 8_192) {
    throw new PlumblineError("request.invalid", {
      field,
      message: "A token is one line of printable ASCII characters without spaces.",
    });
  }
  return { token, isHeader: /^Bearer /i.test(token) };
}

function bindingOf(place: { id: string; projectId: string; baseUrl: string }): SecretBinding {
  return {
    table: "judge_model",
    rowId: place.id,
    projectId: place.projectId as ProjectId,
    baseUrl: place.baseUrl,
  };
}
