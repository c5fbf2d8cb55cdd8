import type { McpRequest } from "./sessions.ts";

/** What a real client asks for on its way to a token and a first answer; sources beside each. */
export interface ClientShape {
  name: string;
  /** Paths that it reads first, with the statuses that it expects. `MCP` is the endpoint itself, without a token. */
  discovery: readonly (readonly [path: string, status: number])[];
  /** Its registration, or the document that its `client_id` names. */
  identity: { registration: Record<string, unknown> } | { document: { client_id: string; client_name: string } };
  /** Where the client wants its person sent; not always a registered URI to the letter. */
  redirectUri: string;
  /** Parameters of the authorization request that differ from the usual ones; null leaves one out. */
  authorize: Record<string, string | null>;
  /** Parameters of the token requests that differ from the usual ones; null leaves one out. */
  token?: Record<string, string | null>;
  auth: "none" | "basic" | "post";
  applicationType: "web" | "native";
  /** What it sends to the MCP endpoint once it has a token; the last request is a tool call. */
  session: readonly McpRequest[];
}

const RESOURCE = ["/.well-known/oauth-protected-resource/api/v1/mcp", 200] as const;
const SERVER = ["/.well-known/oauth-authorization-server", 200] as const;

/** The endpoint's challenge, then both documents: what most clients do. */
export const USUAL_DISCOVERY = [["MCP", 401], RESOURCE, SERVER] as const;

/** Codex asks eight variants in a row, with `codex mcp list` as with its login (recorded, 0.169.0). */
export const CODEX_DISCOVERY = [
  ["MCP", 401],
  RESOURCE,
  ["/api/v1/mcp/.well-known/oauth-protected-resource", 404],
  ["/.well-known/oauth-protected-resource", 200],
  ["/.well-known/oauth-authorization-server/api/v1/mcp", 200],
  ["/.well-known/openid-configuration/api/v1/mcp", 200],
  ["/api/v1/mcp/.well-known/openid-configuration", 404],
  SERVER,
] as const;

/** ChatGPT probes root and path, both names (adcontextprotocol/adcp#1081, homeassistant-ai/ha-mcp#531). */
export const CHATGPT_DISCOVERY = [
  ["MCP", 401],
  RESOURCE,
  SERVER,
  ["/.well-known/oauth-authorization-server/api/v1/mcp", 200],
  ["/.well-known/openid-configuration", 200],
] as const;

/** All scopes of the server's metadata, in its order. */
export const ALL_SCOPES = "analytics:read revenue:read customers:read offline_access";

/** A registration with what nearly all clients say. */
export function registrationOf(client: {
  client_name: string;
  redirect_uris: string[];
  [field: string]: unknown;
}): Record<string, unknown> {
  return {
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    ...client,
  };
}
