import { redirect } from "next/navigation";

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  redirect(`/p/${encodeURIComponent((await params).project)}/settings/judges`);
}
