import { SCOPES } from "@heliometer/core";
import { OFFLINE_ACCESS } from "../metadata.ts";
import { canonicaliseResources } from "./resource.ts";

const DEFAULT_SCOPE = "analytics:read";
const KNOWN_SCOPES: readonly string[] = [...SCOPES, OFFLINE_ACCESS];

// Parameters of OpenID Connect that the library refuses without the `openid` scope.
const OPENID_PARAMETERS = ["acr_values", "claims", "claims_locales", "id_token_hint", "max_age", "nonce"];

/** Makes the query of an authorization request canonical; returns it as a query string without `?`. */
export function normaliseAuthorize(query: string, resource: string): string {
  const parameters = new URLSearchParams(query);
  canonicaliseResources(parameters, resource);
  keepKnownScopes(parameters);
  dropOpenIdParameters(parameters);
  return parameters.toString();
}

/**
 * Drops scopes that are not ours and asks for `analytics:read` when none is left.
 * Without any scope the library answers `access_denied` (MCP conformance suite, 2025-03-26 clients); Codex' first login
 * sends only `openid profile email offline_access` (openai/codex#17265), VS Code `openid profile email`.
 */
function keepKnownScopes(parameters: URLSearchParams): void {
  // Two scope parameters are an error that the library words.
  if (parameters.getAll("scope").length > 1) return;
  const requested = (parameters.get("scope") ?? "").split(" ");
  const known = KNOWN_SCOPES.filter((scope) => requested.includes(scope));
  const ours = known.some((scope) => scope !== OFFLINE_ACCESS);
  parameters.set("scope", (ours ? known : [DEFAULT_SCOPE, ...known]).join(" "));
}

/** Clients that think of OpenID Connect send a `nonce` along (VS Code with `openid`); without `openid` it is an error. */
function dropOpenIdParameters(parameters: URLSearchParams): void {
  for (const name of OPENID_PARAMETERS) parameters.delete(name);
}
