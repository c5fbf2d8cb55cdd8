import { InvalidInput, NotFound } from "@heliometer/core";
import type { ChargeRow } from "@heliometer/db";
import type { z } from "zod";
import type { RevenueContext } from "../context.ts";
import { readBody } from "../fault-of.ts";
import { personOf } from "../person-fields.ts";
import type { ChargeRecord, Checkout, CustomerReference, RefundRecord } from "../records.ts";
import { ChargeBody, ChargeChange, EXAMPLES } from "./bodies.ts";
import { type ChargeView, keyOf, refundedOf, viewCharges } from "./charge-views.ts";
import { type Listed, type ListQuery, listed, readListQuery } from "./pages.ts";
import type { Stored } from "./stored.ts";
import { findWho, referenceOf } from "./who.ts";
import { API, enter, inStep, type Step } from "./write.ts";

const NOUN = "a charge";

/** Stores a charge, or changes the one with its external id. What it gives back becomes a refund of its own day. */
export async function storeCharge(
  ctx: RevenueContext,
  { projectId, body }: { projectId: string; body: unknown },
): Promise<Stored<ChargeView>> {
  const sent = readBody(ChargeBody, body, { noun: NOUN, example: EXAMPLES.charge });
  return inStep(ctx, projectId, async (step) => {
    const row = await findCharge(step, sent.externalId);
    const who = await findWho(step, sent);
    const customer = { externalId: who.externalId };
    const fields = { ...sent, checkout: checkoutOf(sent) };
    const view = await write(step, { fields, customer, row, introduction: who.introduction });
    return { isNew: !row, view };
  });
}

/**
 * Changes fields of a charge and leaves the others.
 * @throws NotFound where this API was never told of such a charge in the project.
 */
export async function changeCharge(
  ctx: RevenueContext,
  { projectId, id: externalId, body }: { projectId: string; id: string; body: unknown },
): Promise<ChargeView> {
  const sent = readBody(ChargeChange, body, { noun: NOUN, example: { ...EXAMPLES.charge, ...EXAMPLES.chargeChange } });
  return inStep(ctx, projectId, async (step) => {
    const row = await findCharge(step, externalId);
    if (!row) throw new NotFound("There is no charge of this API with that externalId in this project.");
    const { amount, currency, status, at } = row;
    const known = { externalId, amount, currency, chargedAt: at, status: status as ChargeRecord["status"] };
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    return write(step, {
      fields: { ...known, ...given },
      customer: await referenceOf(step, row),
      row,
      introduction: [],
    });
  });
}

/** The project's charges of all sources, oldest first. */
export async function listCharges(ctx: RevenueContext, { projectId, query }: ListQuery): Promise<Listed<ChargeView>> {
  const { limit, after } = readListQuery(query);
  const rows = await ctx.db
    .selectFrom("charges")
    .selectAll()
    .where("project_id", "=", projectId)
    .$if(after !== null, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("at", "external_id"), ">", tuple(after?.at ?? 0, after?.id ?? "")),
      ),
    )
    .orderBy("at")
    .orderBy("external_id")
    .limit(limit + 1)
    .execute();
  const views = await viewCharges(ctx, rows.slice(0, limit));
  return listed(rows, { limit, placeOf: ({ at, external_id }) => ({ at, id: external_id }) }, views);
}

type Fields = Pick<z.output<typeof ChargeBody>, "externalId" | "amount" | "currency" | "status" | "chargedAt"> &
  z.output<typeof ChargeChange> & { readonly checkout?: Checkout };

interface Writing {
  readonly fields: Fields;
  readonly customer: CustomerReference;
  readonly row: ChargeRow | undefined;
  readonly introduction: Parameters<typeof enter>[1];
}

async function write(step: Step, { fields, customer, row, introduction }: Writing): Promise<ChargeView> {
  const { subscriptionId, description, metadata } = fields;
  const checkout: Checkout = { ...personOf(metadata), ...fields.checkout };
  const charge: ChargeRecord = {
    kind: "charge",
    externalId: fields.externalId,
    customer,
    amount: fields.amount,
    currency: fields.currency,
    status: fields.status === "refunded" ? "succeeded" : fields.status,
    at: fields.chargedAt,
    ...(subscriptionId !== undefined && { subscriptionExternalId: subscriptionId }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
    ...(Object.keys(checkout).length > 0 && { checkout }),
    ...step.seenAfter(row?.seen_at),
  };
  const refund = await refundOf(step, fields, row);
  await enter(step, [...introduction, charge, ...(refund ? [refund] : [])]);
  const stored = await findCharge(step, fields.externalId);
  const [view] = stored ? await viewCharges(step.ctx, [stored]) : [];
  if (!view) throw new TypeError("The charge was not stored.");
  return view;
}

/** What is given back beyond what has been so far, as a refund of its own; null for nothing. */
async function refundOf(
  { ctx, projectId, now, seenAfter }: Step,
  fields: Fields,
  row: ChargeRow | undefined,
): Promise<RefundRecord | null> {
  const { externalId, amount, currency, status, chargedAt, refundedAt } = fields;
  const key = { project_id: projectId, provider: API, external_id: externalId };
  const before = (await refundedOf(ctx.db, [key])).get(keyOf(key)) ?? 0;
  const total = fields.amountRefunded ?? (status === "refunded" ? amount : before);
  if (row && before > 0 && row.currency !== currency) {
    const rule = `stays ${row.currency}, in which some of the charge was given back already.`;
    throw new InvalidInput({ field: "currency", rule, received: currency });
  }
  const fault = refundFault({ fields, total, before });
  if (fault) throw new InvalidInput(fault);
  if (total === before) return null;
  const at = refundedAt ?? Math.max(now, chargedAt);
  // The same total, told again, is the same refund.
  const id = `${externalId} refunded ${total}`;
  const amounts = { amount: total - before, currency, reason: "refund", status: "succeeded" } as const;
  return { kind: "refund", externalId: id, chargeExternalId: externalId, ...amounts, at, ...seenAfter(undefined) };
}

function refundFault({ fields, total, before }: { fields: Fields; total: number; before: number }) {
  const { amount, chargedAt, refundedAt, status } = fields;
  const field = "amountRefunded";
  const isTold = fields.amountRefunded !== undefined || status === "refunded";
  if (!isTold && total > amount) {
    return { field: "amount", rule: `must not fall below what was given back already, ${before}.`, received: amount };
  }
  if (total > amount) return { field, rule: `is above the amount of the charge, ${amount}.`, received: total };
  if (total < before) return { field, rule: `was ${before} already, and what was given back stays.`, received: total };
  if (total > 0 && (status === "failed" || status === "pending")) {
    return { field, rule: `a charge that is ${status} has taken nothing that could be given back.`, received: total };
  }
  if (refundedAt !== undefined && refundedAt < chargedAt) {
    const received = new Date(refundedAt).toISOString();
    return { field: "refundedAt", rule: "must not lie before chargedAt.", received };
  }
  return null;
}

function findCharge({ ctx, projectId }: Step, externalId: string): Promise<ChargeRow | undefined> {
  return ctx.db
    .selectFrom("charges")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("provider", "=", API)
    .where("external_id", "=", externalId)
    .executeTakeFirst();
}

function checkoutOf({ visitorId, userId }: z.output<typeof ChargeBody>): Checkout {
  return { ...(visitorId !== undefined && { visitorId }), ...(userId !== undefined && { userId }) };
}
