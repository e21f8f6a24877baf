"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Notice } from "@plumbline/ui/notice";
import { TextInput } from "@plumbline/ui/text-input";
import { type FormEvent, useState } from "react";
import { ApiError, callApi } from "~/lib/api-client";
import { Gate } from "./gate";

/** Makes the first owner of a new installation. A refused field keeps the link whole. */
export function FirstOwnerForm({ token }: { readonly token: string }) {
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<{ readonly field: string | undefined; readonly message: string }>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem(undefined);
    try {
      await callApi("/auth/sign-in-link/redeem", {
        method: "POST",
        body: {
          token,
          newOwner: { name: form.get("name"), email: form.get("email"), password: form.get("password") },
        },
      });
      window.location.assign("/");
    } catch (thrown) {
      setProblem(
        thrown instanceof ApiError
          ? { field: thrown.field?.replace(/^newOwner\./, ""), message: thrown.message }
          : { field: undefined, message: "The account was not made. Try again; the link is still good." },
      );
      setWorking(false);
    }
  };
  const errorOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  const isOfField = problem?.field !== undefined && ["name", "email", "password"].includes(problem.field);
  return (
    <Gate
      title="Welcome to Plumbline"
      lead="You are the first here: this makes the owner's account."
      footer="The account is stored in this installation's own database and nowhere else."
    >
      <form className="gate-form" onSubmit={submit}>
        <Field label="Name" error={errorOf("name")}>
          <TextInput name="name" size="large" autoComplete="name" required autoFocus />
        </Field>
        <Field label="E-mail" error={errorOf("email")}>
          <TextInput name="email" type="email" size="large" autoComplete="username" required />
        </Field>
        <Field label="Password" error={errorOf("password")} hint="At least 8 characters; 15 or more are better.">
          <TextInput name="password" type="password" size="large" autoComplete="new-password" required />
        </Field>
        {problem === undefined || isOfField ? null : <Notice tone="error">{problem.message}</Notice>}
        <Button type="submit" look="primary" size="large" disabled={isWorking}>
          {isWorking ? "Creating the account…" : "Create the owner's account"}
        </Button>
      </form>
    </Gate>
  );
}
