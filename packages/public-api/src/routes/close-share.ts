import { z } from "zod";
import { defineRoute } from "../define-route";
import { endedShareCookie, shareIdsOf } from "../share-cookie";

const response = z.strictObject({ closed: z.number().int() });
export type CloseShareResponse = z.infer<typeof response>;

export const closeShare = defineRoute({
  method: "POST",
  path: "/api/share/close",
  permission: "public",
  summary: "Forget an opened link in this browser; without shareId, all of them",
  body: z.strictObject({ shareId: z.string().max(64).optional() }),
  response,
  async handle({ consoleUrl }, { body, request, answerHeaders }) {
    const closing = shareIdsOf(request.headers).filter((id) => body.shareId === undefined || body.shareId === id);
    for (const id of closing) answerHeaders.append("set-cookie", endedShareCookie(consoleUrl, id));
    return { closed: closing.length };
  },
});
