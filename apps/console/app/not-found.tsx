import { EmptyState } from "@plumbline/ui/empty-state";
import Link from "next/link";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <EmptyState title="There is nothing here for you">
      <p>This page does not exist, or it belongs to a project that your account has no part in. Nothing was changed.</p>
      <Link href="/">Go to your project</Link>
    </EmptyState>
  );
}
