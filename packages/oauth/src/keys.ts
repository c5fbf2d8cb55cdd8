import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { JWKS } from "oidc-provider";

/** A new ES256 key set. Nothing is signed with it as long as access tokens are opaque; the metadata promises one. */
export function newSigningKeys(): JWKS {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { keys: [{ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" }] };
}

/** The public half of each key, by name: a field that is not listed here is never shown. */
export function publicKeys({ keys }: JWKS): JWKS {
  return {
    keys: keys.map(({ kty, crv, x, y, kid, use, alg }) => ({ kty, crv, x, y, kid, use, alg }) as JWKS["keys"][number]),
  };
}
