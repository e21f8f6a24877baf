import { SessionMissing } from "~/features/sessions/session-missing";

/** Shown inside the project, with its places around it. */
export default function NotFound() {
  return <SessionMissing />;
}
