import { callApi } from "~/lib/api-client";

/** Ends the session here and on the server. A whole page load follows, so that nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await callApi("/auth/sign-out", { method: "POST", body: {} });
  window.location.assign("/sign-in");
}
