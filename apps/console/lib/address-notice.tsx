import { Notice } from "@plumbline/ui/notice";

/** Names the parts of the address that the page could not use, one sentence each. Nothing without any. */
export function AddressNotice({
  sentences,
  onDismiss,
}: {
  readonly sentences: readonly string[];
  /** Takes them out of the address. */
  readonly onDismiss: () => void;
}) {
  if (sentences.length === 0) return null;
  return (
    <Notice tone="warn" className="m-3" title="Not all of the address was used" onDismiss={onDismiss}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Notice>
  );
}
