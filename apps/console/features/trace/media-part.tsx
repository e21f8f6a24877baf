"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { Icon } from "@plumbline/ui/icon";
import { FoldedText } from "./folded-text";
import styles from "./span-panel.module.css";
import { useWholeText } from "./whole-list";

/** Whether an address is a picture that needs no loading. No SVG: it is a document with links of its own. */
export function isInlinePicture(uri: string): boolean {
  const isBegun = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]+$/.test(uri.slice(0, 200));
  // A long one may have been cut off; what was put at its end is no base64.
  return isBegun && /^[A-Za-z0-9+/=\s]*$/.test(uri.slice(-40).split(",").at(-1) ?? "");
}

/**
 * Pictures that are in the text itself are shown. Everything else is named and never loaded: loading it would tell its host
 * who reads this trace.
 */
export function MediaPart(props: {
  readonly modality: string;
  readonly mimeType: string | undefined;
  readonly uri: string | undefined;
  readonly at?: ValuePath | undefined;
}) {
  const { modality, mimeType } = props;
  const { text: uri, isReading } = useWholeText(props.at, props.uri);
  if (isReading) return <span className="pl-dim">The picture is being read…</span>;
  if (uri !== undefined && isInlinePicture(uri))
    return (
      // biome-ignore lint/performance/noImgElement: a data URL needs no optimiser.
      <img className={styles.picture} src={uri} alt={`Sent in the message, ${sizeText(uri.length)}`} />
    );
  return (
    <div>
      <span className={styles.gone}>
        <Icon name="eye-off" size="small" />
        {[modality, mimeType].filter(Boolean).join(", ")}, not loaded
      </span>
      {uri === undefined ? null : (
        <div className="pl-dim">
          {uri.startsWith("data:") ? `inline data, ${sizeText(uri.length)}` : <FoldedText text={uri} isCode />}
        </div>
      )}
    </div>
  );
}

/** Base64 takes four characters for three bytes. */
function sizeText(chars: number): string {
  const bytes = chars * 0.75;
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
