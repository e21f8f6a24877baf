"use client";

import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { Select } from "@plumbline/ui/select";
import { TextInput } from "@plumbline/ui/text-input";
import { type FormEvent, useState } from "react";
import { ApiError } from "~/lib/api-client";
import styles from "./share.module.css";
import { type HideablePart, hideableParts, type NewShareTicket } from "./share-api";

const lifetimes = [
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "24 hours" },
  { value: "604800", label: "7 days" },
  { value: "2592000", label: "30 days" },
] as const;
type Lifetime = (typeof lifetimes)[number]["value"];

const partNames: Readonly<Record<HideablePart, string>> = {
  inputs: "Inputs",
  outputs: "Outputs",
  documents: "Documents",
  attributes: "Attributes",
};

/** A passcode is optional; a short one would only look like protection. */
export function problemOfPasscode(text: string): string | undefined {
  const { length } = text.trim();
  return length === 0 || (length >= 4 && length <= 64) ? undefined : "A passcode has 4 to 64 characters.";
}

export function ShareForm(props: {
  readonly isCreating: boolean;
  readonly error: Error | null;
  readonly onCreate: (ticket: NewShareTicket) => void;
}) {
  const { isCreating, error, onCreate } = props;
  const [lifetime, setLifetime] = useState<Lifetime>("604800");
  const [passcode, setPasscode] = useState("");
  const [note, setNote] = useState("");
  const [hidden, setHidden] = useState<readonly HideablePart[]>([]);
  const [isSent, setIsSent] = useState(false);
  const passcodeProblem = isSent ? problemOfPasscode(passcode) : undefined;
  const refusedPasscode = error instanceof ApiError && error.field === "passcode" ? error.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsSent(true);
    if (problemOfPasscode(passcode) !== undefined) return;
    onCreate({
      expiresInSeconds: Number(lifetime),
      hiddenParts: hidden,
      ...(passcode.trim() === "" ? {} : { passcode: passcode.trim() }),
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    });
  };
  return (
    <form className="grid gap-2.5" onSubmit={submit}>
      <div className={styles.pair}>
        <Field label="Expires after">
          <Select value={lifetime} onValueChange={setLifetime} options={lifetimes} />
        </Field>
        <Field label="Passcode, optional" error={passcodeProblem ?? refusedPasscode}>
          <TextInput
            value={passcode}
            placeholder="None"
            maxLength={64}
            autoComplete="off"
            onChange={(event) => setPasscode(event.target.value)}
          />
        </Field>
      </div>
      <fieldset className={styles.hide}>
        <legend className={styles.legend}>Hide from the reader</legend>
        <div>
          {hideableParts.map((part) => (
            <Checkbox
              key={part}
              checked={hidden.includes(part)}
              onChange={(event) =>
                setHidden(event.target.checked ? [...hidden, part] : hidden.filter((other) => other !== part))
              }
            >
              {partNames[part]}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <TextInput
        aria-label="Note"
        value={note}
        placeholder="Note for the reader, optional"
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      {error !== null && refusedPasscode === undefined ? (
        <Notice tone="error" title="No link was made.">
          {error.message}
        </Notice>
      ) : null}
      <div className={styles.create}>
        <Button type="submit" look="primary" disabled={isCreating}>
          <Icon name="link" size="small" />
          {isCreating ? "Creating…" : "Create link"}
        </Button>
        <span>You see when it was opened and can revoke it.</span>
      </div>
    </form>
  );
}
