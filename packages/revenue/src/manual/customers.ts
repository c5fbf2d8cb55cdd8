import { NotFound } from "@heliometer/core";
import type { CustomerRow } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { readBody } from "../fault-of.ts";
import { personOf } from "../person-fields.ts";
import type { CustomerRecord } from "../records.ts";
import { CustomerBody, CustomerChange, DEFAULT_CURRENCY, EXAMPLES } from "./bodies.ts";
import { type CustomerView, viewCustomers } from "./customer-views.ts";
import { type Listed, type ListQuery, listed, readListQuery } from "./pages.ts";
import type { Stored } from "./stored.ts";
import { findByEmail } from "./who.ts";
import { API, enter, inStep, type Step } from "./write.ts";

const NOUN = "a customer";

/** Stores a customer, or changes the one with the external id, or else with the e-mail address. */
export async function storeCustomer(
  ctx: RevenueContext,
  { projectId, body }: { projectId: string; body: unknown },
): Promise<Stored<CustomerView>> {
  const { externalId, ...sent } = readBody(CustomerBody, body, { noun: NOUN, example: EXAMPLES.customer });
  return inStep(ctx, projectId, async (step) => {
    const who = externalId === undefined ? await findByEmail(step, sent.email) : { externalId };
    const row = await findCustomer(step, { externalId: who.externalId });
    const first = row ? {} : { createdAt: step.now, currency: DEFAULT_CURRENCY };
    return { isNew: !row, view: await write(step, { ...first, ...spoken(sent), externalId: who.externalId }, row) };
  });
}

/**
 * Changes fields of a customer and leaves the others. `id` is the customer's id or external id.
 * @throws NotFound where this API was never told of such a customer in the project.
 */
export async function changeCustomer(
  ctx: RevenueContext,
  { projectId, id, body }: { projectId: string; id: string; body: unknown },
): Promise<CustomerView> {
  const sent = readBody(CustomerChange, body, {
    noun: NOUN,
    example: { ...EXAMPLES.customer, ...EXAMPLES.customerChange },
  });
  return inStep(ctx, projectId, async (step) => {
    const row = (await findCustomer(step, { id })) ?? (await findCustomer(step, { externalId: id }));
    if (!row?.external_id) throw new NotFound("There is no customer of this API with that id in this project.");
    return write(step, { ...spoken(sent), externalId: row.external_id }, row);
  });
}

/** The project's customers of all sources, in the order in which they became known. */
export async function listCustomers(
  ctx: RevenueContext,
  { projectId, query }: ListQuery,
): Promise<Listed<CustomerView>> {
  const { limit, after } = readListQuery(query);
  const rows = await ctx.db
    .selectFrom("customers")
    .selectAll()
    .where("project_id", "=", projectId)
    // Whoever was known by an address alone is told as the customer who has it.
    .where("merged_into", "is", null)
    .$if(after !== null, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("stored_at", "id"), ">", tuple(after?.at ?? 0, after?.id ?? "")),
      ),
    )
    .orderBy("stored_at")
    .orderBy("id")
    .limit(limit + 1)
    .execute();
  const views = await viewCustomers(ctx, rows.slice(0, limit));
  return listed(rows, { limit, placeOf: ({ stored_at, id }) => ({ at: stored_at, id }) }, views);
}

type Told = Omit<CustomerRecord, "kind" | "seenAt" | "sourceId">;

async function write(step: Step, told: Told, row: CustomerRow | undefined): Promise<CustomerView> {
  await enter(step, [{ kind: "customer", ...personOf(told.metadata), ...told, ...step.seenAfter(row?.seen_at) }]);
  const stored = await findCustomer(step, { externalId: told.externalId });
  const [view] = stored ? await viewCustomers(step.ctx, [stored]) : [];
  if (!view) throw new TypeError("The customer was not stored.");
  return view;
}

function spoken<Fields extends object>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

function findCustomer({ ctx, projectId }: Step, by: { id: string } | { externalId: string }) {
  const query = ctx.db
    .selectFrom("customers")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("provider", "=", API);
  const found = "id" in by ? query.where("id", "=", by.id) : query.where("external_id", "=", by.externalId);
  return found.executeTakeFirst();
}
