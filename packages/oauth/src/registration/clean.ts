import { GRANT_TYPES, RESPONSE_MODES } from "../metadata.ts";
import { RequestRefused } from "../refusal.ts";
import { isLocalRedirect, type RedirectPolicy, redirectFault } from "./redirects.ts";

const NAME_CHARACTERS_MAX = 80;

type Metadata = Record<string, unknown>;

// Everything else that a client may send is either unused here (contacts), a picture or link that would let it pose as
// somebody (logo_uri, tos_uri, policy_uri), or makes this server fetch an address of its choice (jwks_uri,
// sector_identifier_uri).
const KEPT_FIELDS = [
  "client_name",
  "redirect_uris",
  "grant_types",
  "response_types",
  "token_endpoint_auth_method",
] as const;

/**
 * A registration body as the library can take it (RFC 7591). Idempotent.
 * @throws RequestRefused `invalid_redirect_uri` or `invalid_client_metadata`
 */
export function cleanRegistration(body: unknown, policy: RedirectPolicy): Metadata {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw refused("invalid_client_metadata", "A registration must be a JSON object.");
  }
  const given = dropEmptyValues(body);
  const fault = redirectFault(given.redirect_uris, policy);
  if (fault !== null) throw refused("invalid_redirect_uri", fault);

  const kept: Metadata = Object.fromEntries(
    KEPT_FIELDS.filter((field) => field in given).map((field) => [field, given[field]]),
  );
  dropUnsupportedGrantTypes(kept);
  dropUnsupportedResponseTypes(kept);
  chooseApplicationType(kept);
  cleanName(kept);
  keepInlineKeys(kept, given);
  return { ...kept, response_modes: [...RESPONSE_MODES] };
}

/**
 * Nulls and empty strings count as absent: `contacts: null`, `client_uri: ""`, `logo_uri: ""` (seen in registrations of
 * several clients), `scope: ""` (Gemini CLI). A scope is dropped in any case, since a stored one becomes an allow-list:
 * ChatGPT registers without one and asks for scopes later, mcp-remote registers `openid email profile`.
 */
function dropEmptyValues(body: object): Metadata {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ""));
}

/** VS Code lists the device-code grant; clients that list none expect a refresh token as well. */
function dropUnsupportedGrantTypes(metadata: Metadata): void {
  metadata.grant_types = supported(metadata.grant_types, GRANT_TYPES);
}

/** Only the code flow exists; a client that lists more is served with that. */
function dropUnsupportedResponseTypes(metadata: Metadata): void {
  metadata.response_types = supported(metadata.response_types, ["code"]);
}

/**
 * `native` as soon as one URI is a loopback or custom one, whatever the client says: Cursor sends three kinds at once
 * and no type, VS Code and Codex need any port on loopback (RFC 8252 7.3), which the library allows `native` only.
 */
function chooseApplicationType(metadata: Metadata): void {
  const uris = metadata.redirect_uris;
  metadata.application_type = Array.isArray(uris) && uris.some(isLocalRedirect) ? "native" : "web";
}

/** The name is shown on the consent page: no control or direction characters, no markup, a bounded length. */
function cleanName(metadata: Metadata): void {
  const given = typeof metadata.client_name === "string" ? metadata.client_name : "";
  const clean = given
    .replace(/[\p{Cc}\p{Cf}<>]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  const name = [...clean].slice(0, NAME_CHARACTERS_MAX).join("").trim();
  if (name === "") delete metadata.client_name;
  else metadata.client_name = name;
}

/** Keys of a `private_key_jwt` client have to be in the body: this server fetches none. */
function keepInlineKeys(metadata: Metadata, given: Metadata): void {
  if (metadata.token_endpoint_auth_method !== "private_key_jwt") return;
  if (!("jwks" in given)) throw refused("invalid_client_metadata", "private_key_jwt needs the keys inline, as jwks.");
  metadata.jwks = given.jwks;
  if ("token_endpoint_auth_signing_alg" in given) {
    metadata.token_endpoint_auth_signing_alg = given.token_endpoint_auth_signing_alg;
  }
}

function supported(given: unknown, known: readonly string[]): string[] {
  const kept = Array.isArray(given) ? known.filter((value) => given.includes(value)) : [];
  return kept.length > 0 ? kept : [...known];
}

function refused(error: string, description: string): RequestRefused {
  return new RequestRefused({ status: 400, error, description });
}
