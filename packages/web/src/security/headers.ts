const YEAR_SECONDS = 31_536_000;

/** What a page needs that another must not have. */
export interface PageRights {
  /** The browser came over https and should from now on. */
  secure: boolean;
  /**
   * A form of the page ends, by redirects, at another origin. Chrome applies `form-action` to the whole chain, and
   * where a client's own callback redirects to is not known here, so the directive is left out.
   */
  formsLeave?: boolean;
  /** The page has a script, a file of ours. */
  scripts?: boolean;
  /** The script asks the server for more. */
  fetches?: boolean;
}

/**
 * The headers of every page, of errors too. Nothing is stored by the browser: what a page shows belongs to a session.
 * No Cross-Origin-Opener-Policy: assistants open the consent page in a window of theirs and wait for its answer.
 */
export function pageHeaders({ secure, ...rights }: PageRights): Record<string, string> {
  return {
    "content-security-policy": contentPolicy(rights),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cache-control": "no-store",
    ...(secure ? { "strict-transport-security": `max-age=${YEAR_SECONDS}` } : {}),
  };
}

/**
 * The content policy: no script but a file of ours where a page has one; styles and images of our own; `data:` is how
 * the stylesheet draws its icons.
 */
export function contentPolicy({
  formsLeave = false,
  scripts = false,
  fetches = false,
}: Omit<PageRights, "secure">): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(scripts ? ["script-src 'self'"] : []),
    ...(fetches ? ["connect-src 'self'"] : []),
    ...(formsLeave ? [] : ["form-action 'self'"]),
  ].join("; ");
}
