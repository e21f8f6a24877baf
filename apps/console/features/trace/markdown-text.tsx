"use client";

import { Icon } from "@plumbline/ui/icon";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import styles from "./markdown.module.css";
import { isInlinePicture } from "./media-part";
import panelStyles from "./span-panel.module.css";

/**
 * Markdown of a stranger. HTML in it stays text, addresses other than http, https and mailto are dropped (both by
 * react-markdown), and pictures are not loaded: loading one would tell its host who reads this trace.
 */
const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  ),
  img: ({ src, alt }) =>
    typeof src === "string" && isInlinePicture(src) ? (
      // biome-ignore lint/performance/noImgElement: a data URL needs no optimiser.
      <img className={styles.picture} src={src} alt={alt ?? ""} />
    ) : (
      <span className={panelStyles.gone} title={typeof src === "string" ? src : undefined}>
        <Icon name="eye-off" size="small" />
        {alt === undefined || alt === "" ? "picture" : alt}, not loaded
      </span>
    ),
  // Headings inside of a text are not headings of the page.
  h1: ({ children }) => <p className={styles.heading}>{children}</p>,
  h2: ({ children }) => <p className={styles.heading}>{children}</p>,
  h3: ({ children }) => <p className={styles.heading}>{children}</p>,
  h4: ({ children }) => <p className={styles.heading}>{children}</p>,
  h5: ({ children }) => <p className={styles.heading}>{children}</p>,
  h6: ({ children }) => <p className={styles.heading}>{children}</p>,
};

const plugins = [remarkGfm];

export default function MarkdownText({ text }: { readonly text: string }) {
  return (
    <div className={styles.markdown}>
      <Markdown remarkPlugins={plugins} components={components} urlTransform={safeAddress}>
        {text}
      </Markdown>
    </div>
  );
}

/** Web and mail addresses, places in the same text, and pictures that are in the text itself. */
export function safeAddress(url: string): string {
  if (isInlinePicture(url) || url.startsWith("#")) return url;
  return /^(?:https?|mailto):/i.test(url) ? url : "";
}
