import { seal, unseal } from "@heliometer/db";
import type { RevenueSecret } from "./context.ts";

/** Texts about a person as they stand in a row: sealed, '' where all of them are null. `name` tells whose they are. */
export function sealTexts(
  texts: Readonly<Record<string, unknown>>,
  name: string,
  { secretKey }: RevenueSecret,
): string {
  const known = Object.entries(texts).filter(([, value]) => value !== null && value !== undefined);
  return known.length === 0 ? "" : seal({ secretKey, name }, JSON.stringify(Object.fromEntries(known)));
}

/** What `sealTexts` sealed. @throws Conflict when it was sealed with another SECRET_KEY. */
export function openTexts(sealed: string, name: string, { secretKey }: RevenueSecret): Record<string, unknown> {
  return sealed === "" ? {} : JSON.parse(unseal({ secretKey, name }, sealed));
}

/** Whose sealed texts a customer's are. */
export function customerSeal(id: string): string {
  return `customer ${id}`;
}

/** Whose sealed texts a charge's are. */
export function chargeSeal(row: { project_id: string; provider: string; external_id: string }): string {
  return `charge ${JSON.stringify([row.project_id, row.provider, row.external_id])}`;
}
