import { redirect } from "next/navigation";
import { loadFirstProjectSlug } from "~/lib/load";

export default async function HomePage() {
  redirect(`/p/${await loadFirstProjectSlug()}/traces`);
}
