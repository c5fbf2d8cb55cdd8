import { RequestRefused } from "../refusal.ts";
import { cleanRegistration } from "../registration/clean.ts";
import type { RedirectPolicy } from "../registration/redirects.ts";
import { FetchRefused, type GuardedFetch, guardedFetch } from "./guarded-fetch.ts";

const DOCUMENT_BYTES_MAX = 5 * 1024;
const KEYS_BYTES_MAX = 16 * 1024;
const ID_CHARACTERS_MAX = 1_000;
/** How long a document is good: what its server says, within these bounds. Shorter than an unused copy is kept. */
const FRESH_SECONDS = { least: 60, usual: 300, most: 43_200 };
/** Keys change without notice, and a client that signs with a new one is refused until they are read again. */
const FRESH_WITH_KEYS_SECONDS = 300;

/** What a client's document says, as the library takes it. */
export interface ClientDocument {
  metadata: Record<string, unknown>;
  freshSeconds: number;
}

/** What a document is read through, and what it may say. */
export interface ReadDocument {
  network: GuardedFetch["network"];
  redirectPolicy: RedirectPolicy;
}

/**
 * Whether a `client_id` is the address of a document (draft-ietf-oauth-client-id-metadata-document): https, a path, no
 * fragment, user name or dot segment, port 443. Only the one spelling that a URL parser writes itself: an id is compared
 * as text everywhere, so two spellings of one address must not be two clients.
 */
export function isDocumentId(id: string): boolean {
  if (!id.startsWith("https://") || id.length > ID_CHARACTERS_MAX || /[^\x21-\x7e]|[\\#@]|%2e/iu.test(id)) return false;
  const url = URL.parse(id);
  if (url === null || url.href !== id || url.pathname === "/" || url.port !== "") return false;
  // A name with a dot and a top-level domain of letters: no bare name of the local network, and no address.
  return /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/u.test(url.hostname);
}

/**
 * Reads the document behind a `client_id` and makes a registration of it, by the same rules as for one that a client
 * sends itself.
 * @throws FetchRefused with a sentence for the person who is waiting
 */
export async function readDocument(id: string, { network, redirectPolicy }: ReadDocument): Promise<ClientDocument> {
  const { value, maxAgeSeconds } = await guardedFetch(id, { network, bytesMax: DOCUMENT_BYTES_MAX });
  const document = requireObject(value, id);
  if (document.client_id !== id) throw new FetchRefused(`The document at ${hostOf(id)} is about another client_id.`);
  if ("client_secret" in document || "client_secret_expires_at" in document) {
    throw new FetchRefused(`The document at ${hostOf(id)} holds a secret, which everybody can read.`);
  }
  const method = document.token_endpoint_auth_method ?? "none";
  if (method !== "none" && method !== "private_key_jwt") {
    throw new FetchRefused(
      `The document at ${hostOf(id)} asks for the authentication ${String(method).slice(0, 40)}; allowed are none and private_key_jwt.`,
    );
  }
  const keys = method === "private_key_jwt" ? await readKeys(document, network) : {};
  const given = { ...document, ...keys, token_endpoint_auth_method: method };
  const { least, usual, most } = FRESH_SECONDS;
  return {
    metadata: { ...clean(given, id, redirectPolicy), client_id: id },
    freshSeconds: method === "none" ? Math.min(most, Math.max(least, maxAgeSeconds ?? usual)) : FRESH_WITH_KEYS_SECONDS,
  };
}

/** Keys stand in the document, or at an address of the same host. */
async function readKeys(document: Record<string, unknown>, network: GuardedFetch["network"]) {
  const id = String(document.client_id);
  const jwks = "jwks" in document ? document.jwks : await fetchKeys(document, network);
  if (Array.isArray(Object(jwks).keys) && Object(jwks).keys.length > 0) return { jwks };
  throw new FetchRefused(`The document at ${hostOf(id)} names no set of keys.`);
}

async function fetchKeys(document: Record<string, unknown>, network: GuardedFetch["network"]): Promise<unknown> {
  const id = String(document.client_id);
  const address = typeof document.jwks_uri === "string" ? URL.parse(document.jwks_uri) : null;
  if (address?.origin !== new URL(id).origin) {
    throw new FetchRefused(`The document at ${hostOf(id)} names no keys of its own host.`);
  }
  return (await guardedFetch(address.href, { network, bytesMax: KEYS_BYTES_MAX })).value;
}

function clean(document: Record<string, unknown>, id: string, policy: RedirectPolicy): Record<string, unknown> {
  try {
    return cleanRegistration(document, policy);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    throw new FetchRefused(`The document at ${hostOf(id)} was refused: ${error.refusal.description}`);
  }
}

function requireObject(value: unknown, address: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new FetchRefused(`The document at ${hostOf(address)} is not a JSON object.`);
}

function hostOf(address: string): string {
  return new URL(address).host;
}
