"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Notice } from "@plumbline/ui/notice";
import { TextInput } from "@plumbline/ui/text-input";
import { useHydrated } from "@plumbline/ui/use-hydrated";
import { type FormEvent, useState } from "react";
import { ApiError, callApi } from "~/lib/api-client";
import { Gate } from "./gate";

export function SignInForm({ returnTo }: { readonly returnTo: string }) {
  // Before the page's scripts run the browser itself would send the form, with the password in the address.
  const isHydrated = useHydrated();
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem(undefined);
    try {
      await callApi("/auth/sign-in/email", {
        method: "POST",
        body: { email: form.get("email"), password: form.get("password") },
      });
      // A whole page load: everything that was read as nobody is forgotten.
      window.location.assign(returnTo);
    } catch (thrown) {
      setProblem(signInProblem(thrown));
      setWorking(false);
    }
  };
  return (
    <Gate title="Sign in" lead="See what your LLM applications do, and judge how well they do it.">
      <form className="gate-form" onSubmit={submit}>
        <Field label="E-mail">
          <TextInput name="email" type="email" size="large" autoComplete="username" required autoFocus />
        </Field>
        <Field label="Password">
          <TextInput name="password" type="password" size="large" autoComplete="current-password" required />
        </Field>
        {problem === undefined ? null : <Notice tone="error">{problem}</Notice>}
        <Button type="submit" look="primary" size="large" disabled={isWorking || !isHydrated}>
          {isWorking ? "Signing in…" : "Sign in"}
        </Button>
      </form>
      <p className="gate-fine">
        No account yet, or the password is lost? Whoever runs this Plumbline can print a one-time sign-in link with{" "}
        <span className="pl-mono">npm run plumbline -- sign-in-link</span>.
      </p>
    </Gate>
  );
}

/** Never says which of the two was wrong: that would tell strangers who has an account. */
export function signInProblem(thrown: unknown): string {
  if (!(thrown instanceof ApiError)) return "Signing in failed for a reason that is not known. Try again.";
  if (thrown.status === 401 || thrown.status === 400)
    return "The e-mail address or the password is not right. You are not signed in; both fields are kept.";
  if (thrown.status === 429) {
    const wait = thrown.retryAfterSeconds;
    return `Too many attempts. ${wait === undefined ? "Wait a few minutes" : `Wait ${Math.ceil(wait)} s`}, then try again; your account is not locked.`;
  }
  if (thrown.status === 403)
    return `You are not signed in: this page is open under another address than the console's own. ${thrown.message}`;
  return thrown.message;
}
