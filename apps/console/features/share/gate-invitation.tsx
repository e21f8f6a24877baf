"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon, type IconName } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { TextInput } from "@plumbline/ui/text-input";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { ApiError } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import styles from "./gate.module.css";
import { GateFrame } from "./gate-frame";
import type { Invitation } from "./share-api";
import { hiddenText, shownText, untilText } from "./share-words";

/** Who sent it, what will be seen, what happens when the button is pressed. Nothing of the trace is known here. */
export function GateInvitation(props: {
  readonly invitation: Invitation;
  readonly isOpening: boolean;
  readonly error: Error | null;
  readonly onOpen: (passcode: string) => void;
}) {
  const { invitation, isOpening, error, onOpen } = props;
  const { senderName, needsPasscode } = invitation;
  const [passcode, setPasscode] = useState("");
  // A program that prepares a preview may run this page, click its buttons and submit its form by script; only a press by a
  // person uses the link up. A browser marks the click of a person (Enter in the field makes one too), not the submit.
  const wasPressed = useRef(false);
  const isPasscodeWrong = error instanceof ApiError && error.field === "passcode";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wasPressed.current) return;
    wasPressed.current = false;
    onOpen(passcode.trim());
  };
  return (
    <GateFrame foot="You need no account. Nothing else of the project can be reached from here.">
      <h1>{senderName} shared one trace with you</h1>
      <p>A trace is the record of one request to an application: its steps, their timing, and what went in and out.</p>
      <Terms {...invitation} />
      <form className={styles.form} onSubmit={submit}>
        {needsPasscode ? (
          <Field
            label={`Passcode from ${senderName}`}
            error={isPasscodeWrong ? error.message : undefined}
            hint="A wrong one does not use the link up."
          >
            <TextInput
              size="large"
              value={passcode}
              autoComplete="one-time-code"
              required
              onChange={(event) => setPasscode(event.target.value)}
            />
          </Field>
        ) : null}
        {error !== null && !isPasscodeWrong ? (
          <Notice tone="error" title="The trace was not opened.">
            {error.message}
          </Notice>
        ) : null}
        <Button
          type="submit"
          look="primary"
          size="large"
          disabled={isOpening}
          onClick={(event) => {
            wasPressed.current = event.nativeEvent.isTrusted;
          }}
        >
          {isOpening ? "Opening…" : "Open the trace"}
        </Button>
      </form>
      <p className={styles.fine}>
        Opening uses the link up. A preview in a mail or chat program does not. {senderName} sees when the trace was
        opened.
      </p>
    </GateFrame>
  );
}

function Terms({ note, expiresAt, hiddenParts }: Invitation) {
  const clock = useClock();
  const hidden = hiddenText(hiddenParts);
  return (
    <dl className={styles.terms}>
      {note === null ? null : (
        <Term name="Note" icon="info">
          {note}
        </Term>
      )}
      <Term name="Opens" icon="lock">
        once, in this browser
      </Term>
      <Term name="Until" icon="clock">
        {untilText(expiresAt, clock)}
      </Term>
      <Term name="Shows" icon="eye">
        {shownText(hiddenParts)}
      </Term>
      {hidden === undefined ? null : (
        <Term name="Hidden" icon="eye-off">
          {hidden}
        </Term>
      )}
    </dl>
  );
}

function Term(props: { readonly name: string; readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>
        <Icon name={props.icon} size="small" />
        <span>{props.children}</span>
      </dd>
    </>
  );
}
