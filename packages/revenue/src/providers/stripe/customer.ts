import { z } from "zod";
import { personOf } from "../../person-fields.ts";
import type { CustomerRecord, Seen } from "../../records.ts";
import { Currency, Metadata, OptionalInstant, OptionalText } from "./fields.ts";

const Customer = z.object({
  id: z.string(),
  email: OptionalText,
  name: OptionalText,
  currency: Currency.nullish(),
  created: OptionalInstant,
  metadata: Metadata,
  deleted: z.boolean().optional(),
});

/** A customer; one that was deleted keeps its id and its money. */
export function readCustomer(object: unknown, seen: Seen & { isDeleted?: boolean }): CustomerRecord {
  const customer = Customer.parse(object);
  const { seenAt, sourceId } = seen;
  const base = { kind: "customer" as const, externalId: customer.id, seenAt, sourceId };
  if (seen.isDeleted || customer.deleted) return { ...base, deleted: true };
  return {
    ...base,
    email: customer.email ?? null,
    name: customer.name ?? null,
    ...(customer.currency && { currency: customer.currency }),
    ...(customer.created !== undefined && { createdAt: customer.created }),
    ...(customer.metadata && { metadata: customer.metadata }),
    ...personOf(customer.metadata),
  };
}
