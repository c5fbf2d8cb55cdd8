import { InvalidInput } from "@heliometer/core";
import { seal, unseal } from "@heliometer/db";
import type { Provider, SecretShape } from "../providers/provider.ts";

/** What a connection may hold. A field that is left out stays as it is; null takes the secret away. */
export interface ConnectionSecrets {
  /** What the provider signs its deliveries with. */
  readonly signingSecret?: string | null;
  /** What its history is read with. */
  readonly apiKey?: string | null;
}

const CHARACTERS_MAX = 500;

type SecretField = "signingSecret" | "apiKey";

/**
 * Seals what was given; each is bound to its connection and its place.
 * @throws InvalidInput for what does not look like a secret of this provider. The secret is never repeated.
 */
export function sealSecrets(
  { secretKey }: { readonly secretKey: string },
  connection: { readonly id: string; readonly provider: Provider },
  secrets: ConnectionSecrets,
): { sealed_signing_secret?: string | null; sealed_api_key?: string | null } {
  const { id, provider } = connection;
  const sealOne = (field: SecretField, text: string | null) => {
    if (text === null) return null;
    const trimmed = text.trim();
    checkShape(field, trimmed, provider[field]);
    return seal({ secretKey, name: sealedName(id, field) }, trimmed);
  };
  return {
    ...(secrets.signingSecret !== undefined && {
      sealed_signing_secret: sealOne("signingSecret", secrets.signingSecret),
    }),
    ...(secrets.apiKey !== undefined && { sealed_api_key: sealOne("apiKey", secrets.apiKey) }),
  };
}

/** Opens a secret of a connection. */
export function openSecret(
  { secretKey }: { readonly secretKey: string },
  { id, field }: { readonly id: string; readonly field: SecretField },
  sealed: string,
): string {
  return unseal({ secretKey, name: sealedName(id, field) }, sealed);
}

function sealedName(id: string, field: SecretField): string {
  return `revenue connection ${id} ${field}`;
}

function checkShape(field: SecretField, text: string, { pattern, rule }: SecretShape): void {
  if (text.length <= CHARACTERS_MAX && pattern.test(text)) return;
  throw new InvalidInput({ field, rule });
}
