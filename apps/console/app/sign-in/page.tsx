import { redirect } from "next/navigation";
import { SignInForm } from "~/features/sign-in/sign-in-form";
import { safeReturnPath } from "~/lib/return-path";
import { readViewer } from "~/lib/session";

export const metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  const returnTo = safeReturnPath(typeof next === "string" ? next : undefined);
  if ((await readViewer()) !== undefined) redirect(returnTo);
  return <SignInForm returnTo={returnTo} />;
}
