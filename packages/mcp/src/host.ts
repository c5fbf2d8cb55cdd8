import { isIP } from "node:net";

/** The host names under which the endpoint is reached: that of the instance's address, and those that it lists. */
export interface HostPolicy {
  own: string;
  listed: readonly string[];
}

/**
 * Whether a request with this Host header is served (MCP 2026-07-28, basic/transports/streamable-http, "DNS rebinding").
 * A page that rebinds a name needs a name of its own in the public DNS. So addresses pass, and names without a dot:
 * `localhost`, and those that containers of one network call each other by.
 */
export function isHostAllowed(host: string | undefined, { own, listed }: HostPolicy): boolean {
  if (host === own || listed.includes(host ?? "")) return true;
  const name = URL.parse(`http://${host ?? ""}`)?.hostname;
  if (!name) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  return name === own || listed.includes(name) || isIP(bare) !== 0 || !name.includes(".");
}
