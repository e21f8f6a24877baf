import type { Metadata } from "next";
import { SharedPage } from "./shared-page";

/** The same for every link and everyone: a title with the trace's name would be a leak in a link preview. */
export const metadata: Metadata = {
  title: "Shared trace",
  referrer: "no-referrer",
  robots: { index: false, follow: false, noarchive: true, nosnippet: true },
};

/** Reads no ticket, no cookie of a session and no database: opening the address uses nothing up. */
export default function ShareLandingPage() {
  return <SharedPage />;
}
