import { SCOPES } from "@heliometer/core";
import { prepareQuery } from "@heliometer/db";
import { type Configuration, errors } from "oidc-provider";
import { type Addresses, PATHS } from "./addresses.ts";
import { renderError } from "./error-page.ts";
import { CLIENT_ASSERTION_ALGORITHMS, CLIENT_AUTH_METHODS, GRANT_TYPES, OFFLINE_ACCESS } from "./metadata.ts";
import type { OauthOptions } from "./options.ts";
import { createPolicy } from "./policy.ts";
import { createAdapter } from "./store/adapter.ts";
import type { StoreContext } from "./store/context.ts";
import { GRANT_TTL_SECONDS } from "./store/grants.ts";

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const ACCESS_TOKEN_TTL_DEFAULT = DAY;

/** The settings of oidc-provider, each departure from its default with the reason. */
export function createConfiguration(options: OauthOptions, addresses: Addresses, store: StoreContext): Configuration {
  return {
    adapter: createAdapter(store),
    jwks: options.signingKeys,
    findAccount: (_ctx, id) => findAccount(store, id),
    // The default also offers `id_token` and hybrid flows.
    responseTypes: ["code"],
    // The default asks public clients only.
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    scopes: [...SCOPES, OFFLINE_ACCESS],
    clientAuthMethods: [...CLIENT_AUTH_METHODS],
    // No default for token_endpoint_auth_method: with `none`, a registration that omits it would get a secret as well.
    clientDefaults: { grant_types: [...GRANT_TYPES], id_token_signed_response_alg: "ES256" },
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256"],
      clientAuthSigningAlgValues: [...CLIENT_ASSERTION_ALGORITHMS],
    },
    // The default demands `offline_access`, which Claude, Codex and ChatGPT do not send with `prompt=consent`.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    // The default binds tokens to the browser session.
    expiresWithSession: async () => false,
    // A grant without tokens is no connection; the default keeps it when an access token is revoked (RFC 7009).
    revokeGrantPolicy: () => true,
    clientBasedCORS: (_ctx, origin, client) => origin !== "null" && client.clientAuthMethod === "none",
    // Nothing that a client says makes this server connect anywhere.
    fetch: () => Promise.reject(new Error("The authorization server makes no requests of its own.")),
    features: features(addresses),
    ttl: ttl(options.accessTokenTtlSeconds ?? ACCESS_TOKEN_TTL_DEFAULT),
    cookies: {
      names: {
        session: "heliometer_oauth",
        interaction: "heliometer_oauth_interaction",
        resume: "heliometer_oauth_resume",
      },
      keys: options.cookieKeys,
      long: { httpOnly: true, sameSite: "lax", signed: true, path: PATHS.authorize },
      short: { httpOnly: true, sameSite: "lax", signed: true },
    },
    routes: {
      authorization: PATHS.authorize,
      token: PATHS.token,
      registration: PATHS.register,
      revocation: PATHS.revoke,
      jwks: PATHS.jwks,
    },
    interactions: { policy: createPolicy(), url: (_ctx, { uid }) => options.interactionPath(uid) },
    renderError: (ctx, out, error) => renderError(ctx, { out, error, render: options.renderErrorPage }),
  };
}

function features(addresses: Addresses): Configuration["features"] {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    // The resource does not check proof of possession: a bound token would work as a bearer token.
    dPoP: { enabled: false },
    // A leaked registration access token could rewrite redirect URIs, and no client uses one.
    registration: { enabled: true, initialAccessToken: false, issueRegistrationAccessToken: false },
    // Another client's token: 200 as RFC 7009 2.2 wants, and the token lives on.
    revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      // 2025-03-26 clients send no `resource`; without one the token would have no audience.
      defaultResource: async () => addresses.resource,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_ctx, resource) => {
        if (resource !== addresses.resource) throw new errors.InvalidTarget();
        return { scope: SCOPES.join(" "), audience: addresses.resource, accessTokenFormat: "opaque" };
      },
    },
  };
}

function ttl(accessTokenSeconds: number): Configuration["ttl"] {
  return {
    AccessToken: accessTokenSeconds,
    AuthorizationCode: MINUTE,
    // From the last use. The default keeps the end of the first token for public web clients: out after 14 days.
    RefreshToken: 60 * DAY,
    // The default ends every connection after 14 days, refreshed or not.
    Grant: GRANT_TTL_SECONDS,
    Interaction: 15 * MINUTE,
    // Who is signed in is decided by the product's own session.
    Session: 10 * MINUTE,
    IdToken: 60 * MINUTE,
  };
}

const findUser = prepareQuery("oauth-user", (db, { id }: { id: string }) =>
  db.selectFrom("users").select("id").where("id", "=", id),
);

async function findAccount({ db, renewals }: StoreContext, id: string) {
  const [user] = renewals.current()?.userId === id ? [{ id }] : await findUser(db, { id });
  return user && { accountId: user.id, claims: async (): Promise<{ sub: string }> => ({ sub: user.id }) };
}
