import { isSameSite, plainHost } from "../channels/hosts.ts";
import { REFERRER_CHARACTERS_MAX } from "../limits.ts";
import { cut } from "./text.ts";

/** Where a visit came from: the address without query and fragment, and its host without `www.`; '' for none. */
export interface Referrer {
  readonly address: string;
  readonly host: string;
}

const NONE: Referrer = { address: "", host: "" };
/** An app that opened the page says so with its package name in place of a host. */
const PROTOCOLS = new Set(["http:", "https:", "android-app:"]);
const BARE_HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(\/|$)/u;

/**
 * Reads a referrer. The site's own pages are none, and so is what cannot be read: a wrong referrer is the doing of the
 * visitor's browser, and no reason to lose the visit. Query and fragment are dropped, because they hold search words
 * and names.
 */
export function readReferrer(text: string, hostname: string): Referrer {
  const url = URL.parse(BARE_HOST.test(text) ? `https://${text}` : text);
  if (!url?.hostname || !PROTOCOLS.has(url.protocol)) return NONE;
  const host = plainHost(url.hostname);
  if (isSameSite(host, hostname)) return NONE;
  return { address: cut(`${url.protocol}//${url.host}${url.pathname}`, REFERRER_CHARACTERS_MAX), host };
}
