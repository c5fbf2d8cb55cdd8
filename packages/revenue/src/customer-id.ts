import { hash } from "node:crypto";
import { personKeysOf } from "@heliometer/db";
import type { RevenueSecret } from "./context.ts";
import type { ChargeRecord, CustomerReference } from "./records.ts";

/** Under which name a source's customers are unique. */
export interface Source {
  readonly projectId: string;
  readonly provider: string;
}

/** Who is meant: a customer of the source, whoever has an e-mail address, or whoever made one purchase. */
export type CustomerKey =
  | { readonly externalId: string }
  | { readonly emailHash: string; readonly email?: string }
  | { readonly chargeExternalId: string };

const ID_DIGITS = 32;

/** The id of a customer, `hm_cus_…`. The same customer of a source has the same id whenever it is first heard of. */
export function customerIdOf({ projectId, provider }: Source, key: CustomerKey): string {
  // The address itself is for people; its hash says who is meant.
  const named = Object.entries(key).filter(([name]) => name !== "email")[0] ?? [];
  const digest = hash("sha256", JSON.stringify([projectId, provider, ...named]), "hex");
  return `hm_cus_${digest.slice(0, ID_DIGITS)}`;
}

/** The keyed hash of an e-mail address, as in person_keys; null for an empty one. */
export function emailHashOf(projectId: string, email: string, { personKey }: RevenueSecret): string | null {
  return personKeysOf({ email }, { projectId, secret: personKey })[0]?.key ?? null;
}

/** The keyed hash of a site's own user id, as in person_keys; null for an empty one. */
export function userHashOf(projectId: string, userId: string, { personKey }: RevenueSecret): string | null {
  return personKeysOf({ userId }, { projectId, secret: personKey })[0]?.key ?? null;
}

/** Whom a reference means; null for an address that is none. */
export function keyOfReference(
  projectId: string,
  reference: CustomerReference,
  secret: RevenueSecret,
): CustomerKey | null {
  if ("externalId" in reference) return { externalId: reference.externalId };
  const email = reference.email.trim().toLowerCase();
  const emailHash = emailHashOf(projectId, email, secret);
  return emailHash === null ? null : { emailHash, email };
}

/** Whose money a charge is: without a customer, whoever has the address of the checkout, or nobody else's. */
export function keyOfCharge(projectId: string, record: ChargeRecord, secret: RevenueSecret): CustomerKey {
  const { customer, checkout } = record;
  const reference = customer ?? (checkout?.email ? { email: checkout.email } : null);
  const key = reference && keyOfReference(projectId, reference, secret);
  return key ?? { chargeExternalId: record.externalId };
}
