import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { JWKS } from "oidc-provider";

/** A new ES256 key set. Nothing is signed with it as long as access tokens are opaque; the metadata promises one. */
export function newSigningKeys(): JWKS {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { keys: [{ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" }] };
}
