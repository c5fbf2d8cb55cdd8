/** Hosts that belong to one product for certain, so that a code sent there reaches that product and nobody else. */
const KNOWN_HOSTS: Readonly<Record<string, string>> = {
  "claude.ai": "Claude",
  "claude.com": "Claude",
  "chatgpt.com": "ChatGPT",
  "callback.mistral.ai": "Mistral",
  "www.cursor.com": "Cursor",
  "vscode.dev": "Visual Studio Code",
  "insiders.vscode.dev": "Visual Studio Code Insiders",
  "grok.com": "Grok",
  "www.perplexity.ai": "Perplexity",
  "api.devin.ai": "Devin",
  "antigravity.google": "Antigravity",
};

/**
 * The product that a redirect URI ends at, or null. Loopback and custom schemes never count: any program on the computer
 * can listen there, whatever it calls itself.
 */
export function knownProduct(redirectUri: string): string | null {
  const url = URL.parse(redirectUri);
  if (url?.protocol !== "https:" || url.port !== "") return null;
  return Object.hasOwn(KNOWN_HOSTS, url.hostname) ? (KNOWN_HOSTS[url.hostname] ?? null) : null;
}

/** Host of the document that a `client_id` in URL form names; null for a client that registered itself. */
export function documentHost(clientId: string): string | null {
  return clientId.startsWith("https://") ? (URL.parse(clientId)?.host ?? null) : null;
}
