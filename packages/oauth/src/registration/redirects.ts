const URIS_MAX = 10;
const URI_CHARACTERS_MAX = 2000;
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Custom schemes by exact prefix, with the client that uses them. */
const CUSTOM_PREFIXES = [
  "cursor://anysphere.cursor-mcp/", // Cursor: soflyy#111, bytebase#20510
  "vscode://", // VS Code: microsoft/vscode#278512
  "vscode-insiders://", // VS Code Insiders
];

/** What the operator allows beyond the rule, and what of it only. */
export interface RedirectPolicy {
  /** Further custom addresses by prefix, such as `myeditor://oauth/`. */
  prefixes: readonly string[];
  /** The only https hosts that apps may return to; empty: any. */
  hosts: readonly string[];
}

/** The rule as it is. */
export const OPEN_POLICY: RedirectPolicy = { prefixes: [], hosts: [] };

/** Whether the browser ends at a program on the person's own computer: loopback, or a custom scheme. */
export function isLocalRedirect(uri: string): boolean {
  return !uri.startsWith("https:");
}

/** Host and port as the consent page shows them; international names in their ASCII form, so that look-alikes show. */
export function redirectHost(uri: string): string {
  return URL.parse(uri)?.host || uri.split(":", 1)[0] || uri;
}

/** What is wrong with a list of redirect URIs, as a sentence; null when nothing is. */
export function redirectFault(uris: unknown, policy: RedirectPolicy): string | null {
  if (!Array.isArray(uris) || uris.length === 0) return "redirect_uris must be an array with at least one URI.";
  if (uris.length > URIS_MAX) return `redirect_uris may hold at most ${URIS_MAX} URIs.`;
  for (const uri of uris) {
    const fault = typeof uri === "string" ? uriFault(uri, policy) : "Every redirect URI must be a string.";
    if (fault !== null) return fault;
  }
  return null;
}

function uriFault(uri: string, policy: RedirectPolicy): string | null {
  if (uri.length > URI_CHARACTERS_MAX) return `A redirect URI may have at most ${URI_CHARACTERS_MAX} characters.`;
  // Characters that URL parsers read differently: a browser may end at another host than the one that was checked.
  if (/[^\x21-\x7e]|[\\#*]/u.test(uri)) {
    return "A redirect URI must be plain ASCII without spaces, backslashes, wildcards or a fragment.";
  }
  const parsed = URL.parse(uri);
  if (!parsed) return "A redirect URI must be an absolute URI.";
  // `https://callback.mistral.ai@other-host/` looks like Mistral and goes elsewhere.
  if (parsed.username !== "" || parsed.password !== "" || /^[a-z][a-z0-9+.-]*:\/\/[^/?]*@/iu.test(uri)) {
    return "A redirect URI must not contain a user name or password.";
  }
  return schemeFault(uri, parsed, policy);
}

function schemeFault(uri: string, parsed: URL, { prefixes, hosts }: RedirectPolicy): string | null {
  if (uri.startsWith("https://") && parsed.hostname !== "") {
    if (hosts.length === 0 || hosts.includes(parsed.host)) return null;
    return `This server lets apps return to these hosts only: ${hosts.join(", ")}.`;
  }
  if (uri.startsWith("http://")) {
    return LOOPBACK_HOSTS.includes(parsed.hostname)
      ? null
      : "A redirect URI over http must be on localhost, 127.0.0.1 or [::1]; use https elsewhere.";
  }
  if ([...CUSTOM_PREFIXES, ...prefixes].some((prefix) => uri.startsWith(prefix))) return null;
  return "A redirect URI must use https, http on a loopback host, or the scheme of a known editor.";
}
