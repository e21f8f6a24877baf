"use client";

import { Button } from "@plumbline/ui/button";
import { Notice } from "@plumbline/ui/notice";
import { useEffect, useState } from "react";
import { ApiError, callApi } from "~/lib/api-client";
import { FirstOwnerForm } from "./first-owner-form";
import { Gate } from "./gate";
import type { SignInLinkPurpose } from "./sign-in-link";

type Stage =
  | { readonly kind: "looking" }
  | { readonly kind: "useless"; readonly message: string }
  | { readonly kind: "usable"; readonly token: string; readonly purpose: SignInLinkPurpose };

/**
 * What a one-time sign-in link opens. The token leaves the address bar at once and lives in this component only; looking at
 * the link does not use it up, pressing the button does.
 */
export function Welcome() {
  const [stage, setStage] = useState<Stage>({ kind: "looking" });
  const [token] = useState(() => (typeof window === "undefined" ? "" : window.location.hash.slice(1)));
  useEffect(() => {
    window.history.replaceState(null, "", window.location.pathname);
    const abort = new AbortController();
    describeLink(token, abort.signal)
      .then(setStage)
      .catch(() => {});
    return () => abort.abort();
  }, [token]);
  if (stage.kind === "looking") return <Gate title="Looking at your link…" isOff />;
  if (stage.kind === "useless")
    return (
      <Gate title="Nobody was signed in" lead={stage.message} isOff>
        <p className="gate-fine">
          A new one is printed by <span className="pl-mono">npm start</span>, or by{" "}
          <span className="pl-mono">npm run plumbline -- sign-in-link</span>. With a password, use the{" "}
          <a href="/sign-in">sign-in page</a>.
        </p>
      </Gate>
    );
  if (stage.purpose.purpose === "first-owner") return <FirstOwnerForm token={stage.token} />;
  return <SignInByLink token={stage.token} name={stage.purpose.name} email={stage.purpose.email} />;
}

async function describeLink(token: string, signal: AbortSignal): Promise<Stage> {
  if (token === "") return { kind: "useless", message: "The address has no token behind the #. Copy the whole line." };
  try {
    const purpose = await callApi<SignInLinkPurpose>("/auth/sign-in-link/describe", {
      method: "POST",
      body: { token },
      signal,
    });
    return { kind: "usable", token, purpose };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const message = thrown instanceof ApiError ? thrown.message : "The link could not be checked. Reload the page.";
    return { kind: "useless", message };
  }
}

function SignInByLink({
  token,
  name,
  email,
}: {
  readonly token: string;
  readonly name: string;
  readonly email: string;
}) {
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const signIn = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      await callApi("/auth/sign-in-link/redeem", { method: "POST", body: { token } });
      window.location.assign("/");
    } catch (thrown) {
      setProblem(thrown instanceof ApiError ? thrown.message : "Signing in failed. Try again.");
      setWorking(false);
    }
  };
  return (
    <Gate title={`Welcome back, ${name}`} lead={`This link signs you in as ${email}, once, in this browser.`}>
      <div className="gate-form">
        {problem === undefined ? null : <Notice tone="error">{problem}</Notice>}
        <Button look="primary" size="large" disabled={isWorking} onClick={signIn}>
          {isWorking ? "Signing in…" : "Sign in"}
        </Button>
      </div>
      <p className="gate-fine">Pressing the button uses the link up. Opening this page did not.</p>
    </Gate>
  );
}
