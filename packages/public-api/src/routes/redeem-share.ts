import { z } from "zod";
import { defineRoute } from "../define-route";
import { shareCookie, shareIdOf } from "../share-cookie";
import { shareVisitor } from "../share-visitor";

const response = z.strictObject({
  shareId: z.string().describe("Names this opened link among those of the browser; not a secret."),
  maxAgeSeconds: z.number().int(),
});
export type RedeemShareResponse = z.infer<typeof response>;

export const redeemShare = defineRoute({
  method: "POST",
  path: "/api/share/redeem",
  permission: "public",
  summary: "Use a link up and open its trace in this browser",
  body: z.strictObject({ ticket: z.string().max(200), passcode: z.string().max(200).optional() }),
  response,
  failures: ["resource.gone", "auth.rate_limited"],
  async handle({ access, consoleUrl }, { body, request, answerHeaders }) {
    const { sessionSecret, maxAgeSeconds } = await access.redeemShareTicket(body.ticket, {
      ...shareVisitor(request.headers),
      passcode: body.passcode,
    });
    answerHeaders.append("set-cookie", shareCookie(consoleUrl, sessionSecret, maxAgeSeconds));
    return { shareId: shareIdOf(sessionSecret), maxAgeSeconds };
  },
});
