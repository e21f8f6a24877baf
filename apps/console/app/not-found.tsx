import Link from "next/link";
import { Gate } from "~/features/sign-in/gate";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Gate
      title="There is nothing here"
      lead="This page does not exist, or it belongs to a project that your account has no part in. Nothing was changed."
      isOff
    >
      <p className="gate-fine">
        <Link href="/">Go to your project</Link>
      </p>
    </Gate>
  );
}
