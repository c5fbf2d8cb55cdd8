import { getDomain } from "tldts";

/** A host for comparing and showing: lower case, without a final dot and without `www.`. */
export function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^www\./, "");
}

/**
 * Whether two hosts belong to one site: the same host, or the same registrable domain. Names under a suffix that is let
 * out to strangers (`a.github.io`, `b.github.io`) are different sites.
 */
export function isSameSite(left: string, right: string): boolean {
  if (!left || !right) return false;
  if (plainHost(left) === plainHost(right)) return true;
  const domain = getDomain(left, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(right, { allowPrivateDomains: true });
}

/** The host and everything above it, the most specific first: `a.b.org` → `a.b.org`, `b.org`, `org`. */
export function hostAndParents(host: string): string[] {
  const labels = host.split(".");
  return labels.map((_label, index) => labels.slice(index).join("."));
}
