import { writeClipboard } from "@plumbline/ui/copy-button";
import { showToast } from "./toasts";

/** Puts an address into the clipboard, and says so; `note` says what it holds. */
export async function copyAddress(href: string, note?: string): Promise<void> {
  const isCopied = await writeClipboard(href);
  showToast(
    isCopied
      ? `Link copied.${note === undefined ? "" : ` ${note}`}`
      : "The browser refused to copy. The link is the address of this page.",
  );
}
