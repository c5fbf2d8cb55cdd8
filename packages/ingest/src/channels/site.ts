/** What a site is for, as far as channels are concerned. `other`: only its name is known. */
export type SiteKind = "search" | "social" | "assistant" | "email" | "display" | "affiliate" | "other";

/** A site that sends visitors. */
export interface Site {
  readonly name: string;
  readonly kind: SiteKind;
  /** Each stands for itself and everything below it; the most specific one wins. Apps stand by their package name. */
  readonly hosts?: readonly string[];
  /** The name before any public suffix (`google` in google.co.uk), for the subdomains listed here alone. */
  readonly brand?: { readonly label: string; readonly subdomains: readonly string[] };
  /** What campaigns write as `utm_source`, in lower case. */
  readonly tags?: readonly string[];
}
