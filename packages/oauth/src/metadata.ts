import { SCOPES } from "@heliometer/core";
import { type Addresses, PATHS } from "./addresses.ts";

/** How a client may prove itself at the token endpoint; `none` is a public client with PKCE. */
export const CLIENT_AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] as const;

/** Algorithms of `private_key_jwt`. */
export const CLIENT_ASSERTION_ALGORITHMS = ["ES256", "RS256"] as const;

export const GRANT_TYPES = ["authorization_code", "refresh_token"] as const;

/** Not `form_post`: its page needs an inline script, which the policy of our pages forbids. */
export const RESPONSE_MODES = ["query", "fragment"] as const;

/** The scope that asks for a refresh token. Every client gets one anyway; it exists because clients look for it. */
export const OFFLINE_ACCESS = "offline_access";

/** Authorization server metadata (RFC 8414), the same for both well-known names. */
export function serverMetadata({ issuer, resource }: Addresses): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}${PATHS.authorize}`,
    token_endpoint: `${issuer}${PATHS.token}`,
    registration_endpoint: `${issuer}${PATHS.register}`,
    revocation_endpoint: `${issuer}${PATHS.revoke}`,
    jwks_uri: `${issuer}${PATHS.jwks}`,
    scopes_supported: [...SCOPES, OFFLINE_ACCESS],
    response_types_supported: ["code"],
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: GRANT_TYPES,
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    // ChatGPT uses its stable callback only where RFC 9207 is announced.
    authorization_response_iss_parameter_supported: true,
    protected_resources: [resource],
    // Required of a document at the OpenID name; this server issues no ID tokens.
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
  };
}

/** Protected resource metadata (RFC 9728). `offline_access` is no scope of the resource, so it is not listed. */
export function resourceMetadata({ issuer, resource }: Addresses): Record<string, unknown> {
  return {
    resource,
    resource_name: "Heliometer",
    authorization_servers: [issuer],
    scopes_supported: [...SCOPES],
    bearer_methods_supported: ["header"],
  };
}
