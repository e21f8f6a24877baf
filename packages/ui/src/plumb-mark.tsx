/** The product's sign: a plumb line. */
export function PlumbMark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" className={className} aria-hidden="true">
      <path d="M8 .5v7" stroke="currentColor" strokeWidth="1.4" />
      <path d="M8 7 11.4 10.4 8 15.5 4.6 10.4Z" fill="currentColor" />
    </svg>
  );
}
