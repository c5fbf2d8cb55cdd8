/** Paths of the authorization server under the issuer, which is the bare origin. */
export const PATHS = {
  authorize: "/oauth/authorize",
  token: "/oauth/token",
  register: "/oauth/register",
  revoke: "/oauth/revoke",
  jwks: "/oauth/jwks",
} as const;

/** Where the protected resource lives; metadata documents repeat this path as a suffix (RFC 8414 3.1, RFC 9728 3.1). */
export const RESOURCE_PATH = "/api/v1/mcp";

/** Every absolute address that a client is told. All of them come from the configured public URL, none from a request. */
export interface Addresses {
  /** The bare origin, without a trailing slash. */
  issuer: string;
  /** Host and port as a `Host` header writes them. */
  host: string;
  /** `http` or `https`. */
  scheme: string;
  /** The canonical resource indicator of the MCP endpoint (RFC 8707). */
  resource: string;
}

/** Addresses for one public URL; its path, query and fragment play no part. */
export function addressesOf(publicUrl: URL): Addresses {
  return {
    issuer: publicUrl.origin,
    host: publicUrl.host,
    scheme: publicUrl.protocol.slice(0, -1),
    resource: `${publicUrl.origin}${RESOURCE_PATH}`,
  };
}
