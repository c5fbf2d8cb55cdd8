import { randomBytes } from "node:crypto";
import { InvalidInput, NotFound } from "@heliometer/core";
import { emailHashOf } from "../customer-id.ts";
import type { CustomerRecord, CustomerReference } from "../records.ts";
import { DEFAULT_CURRENCY } from "./bodies.ts";
import { API, type Step } from "./write.ts";

const MADE_ID_BYTES = 6;

/** Whose money it is, as a request says it. */
export interface Whose {
  readonly customerId?: string | undefined;
  readonly externalCustomerId?: string | undefined;
  readonly email?: string | undefined;
}

/** A customer of the Revenue API, and what has to be entered with the request where nobody knew them. */
export interface Who {
  readonly externalId: string;
  readonly introduction: readonly CustomerRecord[];
}

/**
 * The customer that a request means.
 * @throws InvalidInput unless exactly one field says so; NotFound for an id that is unknown, or another project's.
 */
export async function findWho(step: Step, { customerId, externalCustomerId, email }: Whose): Promise<Who> {
  const given = [customerId, externalCustomerId, email].filter((each) => each !== undefined);
  if (given.length !== 1) {
    const rule = `one of customerId, externalCustomerId and email has to say whose it is${given.length > 1 ? ", not several" : ""}.`;
    throw new InvalidInput({ field: "externalCustomerId", rule, example: { externalCustomerId: "cus-1042" } });
  }
  if (externalCustomerId !== undefined) return { externalId: externalCustomerId, introduction: [] };
  if (email !== undefined) return findByEmail(step, email);
  return { externalId: await findById(step, customerId ?? ""), introduction: [] };
}

/** The customer who has an e-mail address; a new one with an id of ours where nobody has it. */
export async function findByEmail(step: Step, email: string): Promise<Who> {
  const { ctx, projectId, now, seenAfter } = step;
  const known = await ctx.db
    .selectFrom("customers")
    .select("external_id")
    .where("project_id", "=", projectId)
    .where("provider", "=", API)
    .where("email_hash", "=", emailHashOf(projectId, email, ctx.secret))
    .where("external_id", "is not", null)
    .orderBy("external_id")
    .executeTakeFirst();
  if (known?.external_id) return { externalId: known.external_id, introduction: [] };
  const externalId = `manual_${randomBytes(MADE_ID_BYTES).toString("hex")}`;
  const made = { kind: "customer", externalId, email, currency: DEFAULT_CURRENCY, createdAt: now } as const;
  return { externalId, introduction: [{ ...made, ...seenAfter(undefined) }] };
}

async function findById({ ctx, projectId }: Step, customerId: string): Promise<string> {
  const row = await ctx.db
    .selectFrom("customers")
    .select(["external_id", "provider"])
    .where("project_id", "=", projectId)
    .where("id", "=", customerId)
    .executeTakeFirst();
  if (row?.provider === API && row.external_id !== null) return row.external_id;
  if (!row) throw new NotFound("customerId: there is no such customer in this project.");
  throw new InvalidInput({
    field: "customerId",
    rule: `is a customer of ${row.provider}, whose charges and subscriptions come from there.`,
    received: customerId,
  });
}

/** The customer of what this API was told of before. */
export async function referenceOf(
  { ctx, projectId }: Step,
  row: { readonly customer_id: string },
): Promise<CustomerReference> {
  const customer = await ctx.db
    .selectFrom("customers")
    .select("external_id")
    .where("project_id", "=", projectId)
    .where("id", "=", row.customer_id)
    .executeTakeFirstOrThrow();
  if (customer.external_id === null) throw new TypeError("Customers of this API have an external id.");
  return { externalId: customer.external_id };
}
