/** What a client is told about a refused request (RFC 6749 5.2, RFC 7591 3.2.2). */
export interface Refusal {
  status: number;
  error: string;
  /** A sentence for whoever builds or runs the client; ASCII without `"` and `\` (RFC 6749 5.2). */
  description: string;
  retryAfterSeconds?: number;
}

/** A request that is refused before the library sees it. */
export class RequestRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.error}: ${refusal.description}`);
    this.name = "RequestRefused";
    this.refusal = refusal;
  }
}
