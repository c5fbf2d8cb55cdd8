import { authenticateKey, authenticateToken } from "@heliometer/accounts";
import { type Access, type Clock, KEY_PREFIXES } from "@heliometer/core";
import type { Database } from "@heliometer/db";

/** The two places where a credential may stand. Never the query string. */
export interface CredentialHeaders {
  authorization?: string;
  apiKey?: string;
}

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;
const CREDENTIAL_CHARACTERS_MAX = 512;

/** Checks a key, a personal token or an OAuth access token; null for all that is not good at this moment. */
export function createAuthenticator(options: { db: Database; clock: Clock; resource: string }) {
  const { db, clock, resource } = options;
  return async (headers: CredentialHeaders): Promise<Access | null> => {
    const credential = readCredential(headers);
    if (!credential) return null;
    if (Object.values(KEY_PREFIXES).some((prefix) => credential.startsWith(prefix))) {
      return authenticateKey({ db, clock }, credential);
    }
    // X-API-Key holds keys alone: an access token belongs into the Authorization header.
    if (headers.apiKey !== undefined) return null;
    return authenticateToken({ db, clock }, { token: credential, resource });
  };
}

function readCredential({ authorization, apiKey }: CredentialHeaders): string | null {
  const bearer = authorization === undefined ? null : BEARER.exec(authorization)?.[1];
  // Two credentials at once could name two callers; a request that is unsure of who it is, is nobody.
  if (authorization !== undefined && apiKey !== undefined && bearer !== apiKey) return null;
  const credential = apiKey ?? bearer ?? null;
  return credential && credential.length <= CREDENTIAL_CHARACTERS_MAX ? credential : null;
}
