import { InvalidInput, NotFound } from "@heliometer/core";
import type { SubscriptionRow, SubscriptionStateRow } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { readBody } from "../fault-of.ts";
import type { CustomerReference, RevenueRecord, SubscriptionRecord, SubscriptionState } from "../records.ts";
import { EXAMPLES, SubscriptionBody, SubscriptionChange } from "./bodies.ts";
import { keyOf } from "./charge-views.ts";
import { type Listed, type ListQuery, listed, readListQuery } from "./pages.ts";
import { changeOf, endOf, historyOf, isSameState, type Terms } from "./states.ts";
import type { Stored } from "./stored.ts";
import { type SubscriptionView, stateAt, statesOf, viewSubscriptions } from "./subscription-views.ts";
import { findWho, referenceOf } from "./who.ts";
import { API, enter, inStep, type Step } from "./write.ts";

const NOUN = "a subscription";

/** Stores a subscription, or changes the one with its external id from now on. */
export async function storeSubscription(
  ctx: RevenueContext,
  { projectId, body }: { projectId: string; body: unknown },
): Promise<Stored<SubscriptionView>> {
  const sent = readBody(SubscriptionBody, body, { noun: NOUN, example: EXAMPLES.subscription });
  const { externalId, ...terms } = sent;
  return inStep(ctx, projectId, async (step) => {
    const row = await findSubscription(step, externalId);
    const who = await findWho(step, sent);
    const customer = { externalId: who.externalId };
    const view = await write(step, { externalId, terms, customer, row, introduction: who.introduction });
    return { isNew: !row, view };
  });
}

/**
 * Changes a subscription from now on, or since `effectiveAt`; what is left out stays.
 * @throws NotFound where this API was never told of such a subscription in the project.
 */
export async function changeSubscription(
  ctx: RevenueContext,
  { projectId, id: externalId, body }: { projectId: string; id: string; body: unknown },
): Promise<SubscriptionView> {
  const example = { ...EXAMPLES.subscription, ...EXAMPLES.subscriptionChange };
  const sent = readBody(SubscriptionChange, body, { noun: NOUN, example });
  return inStep(ctx, projectId, async (step) => {
    const row = await findSubscription(step, externalId);
    if (!row) throw new NotFound("There is no subscription of this API with that externalId in this project.");
    const states = (await statesOf(step.ctx.db, [row])).get(keyOf(row)) ?? [];
    const known = termsOf(row, stateAt(states, sent.effectiveAt ?? step.now));
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    const terms = { ...known, ...given };
    return write(step, { externalId, terms, customer: await referenceOf(step, row), row, introduction: [] });
  });
}

/** The project's subscriptions of all sources, those that began first at the front. */
export async function listSubscriptions(
  ctx: RevenueContext,
  { projectId, query }: ListQuery,
): Promise<Listed<SubscriptionView>> {
  const { limit, after } = readListQuery(query);
  const rows = await ctx.db
    .selectFrom("subscriptions")
    .selectAll()
    .where("project_id", "=", projectId)
    .$if(after !== null, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("started_at", "external_id"), ">", tuple(after?.at ?? 0, after?.id ?? "")),
      ),
    )
    .orderBy("started_at")
    .orderBy("external_id")
    .limit(limit + 1)
    .execute();
  const views = await viewSubscriptions(ctx.db, rows.slice(0, limit), ctx.clock());
  return listed(rows, { limit, placeOf: (row) => ({ at: row.started_at, id: row.external_id }) }, views);
}

interface Writing {
  readonly externalId: string;
  readonly terms: Terms;
  readonly customer: CustomerReference;
  readonly row: SubscriptionRow | undefined;
  readonly introduction: readonly RevenueRecord[];
}

async function write(
  step: Step,
  { externalId, terms, customer, row, introduction }: Writing,
): Promise<SubscriptionView> {
  refuseContradictions(terms);
  const { startedAt, trialEnd, canceledAt, endedAt } = terms;
  const isBack = row !== undefined && isGoingOnAgain(terms, row, step.now);
  const entity = {
    kind: "subscription" as const,
    externalId,
    customer,
    startedAt,
    ...(trialEnd !== undefined && { trialEnd }),
    ...(isBack ? { canceledAt: null, endedAt: null } : told({ canceledAt, endedAt })),
  };
  const records = (await statesToEnter(step, { terms, row, externalId })).map(
    ({ state, seen }): SubscriptionRecord => ({ ...entity, state, ...seen }),
  );
  await enter(step, [...introduction, ...records]);
  const stored = await findSubscription(step, externalId);
  const [view] = stored ? await viewSubscriptions(step.ctx.db, [stored], step.now) : [];
  if (!view) throw new TypeError("The subscription was not stored.");
  return view;
}

/** The states that a request tells of; one that says what holds already is told as that. */
async function statesToEnter(step: Step, { terms, row, externalId }: Pick<Writing, "terms" | "row" | "externalId">) {
  const { ctx, projectId, now, seenAfter } = step;
  if (!row) return historyOf(terms, now).map((state, index) => ({ state, seen: seenAfter(now + index - 1) }));
  const key = { project_id: projectId, provider: API, external_id: externalId };
  const states = (await statesOf(ctx.db, [key])).get(keyOf(key)) ?? [];
  const change = changeOf(terms, now);
  const holding = stateAt(states, change.at);
  const seen = seenAfter(row.seen_at);
  if (holding && isSameState(readState(holding), change)) {
    return [{ state: readState(holding), seen: { ...seen, sourceId: holding.source_id } }];
  }
  if (row.ended_at === null || !isGoingOnAgain(terms, row, now)) return [{ state: change, seen }];
  // Its end is forgotten as a date, so it has to stand among the states: nothing was paid until it went on.
  return [
    { state: endOf(terms, row.ended_at), seen },
    { state: change, seen: seenAfter(seen.seenAt) },
  ];
}

/** Whether a request tells of a subscription that had ended, and names no new end. */
function isGoingOnAgain({ status, endedAt, effectiveAt }: Terms, { ended_at }: SubscriptionRow, now: number): boolean {
  const isNewEnd = endedAt !== undefined && endedAt !== null && endedAt !== ended_at;
  return status !== "canceled" && !isNewEnd && ended_at !== null && ended_at <= (effectiveAt ?? now);
}

function told({ canceledAt, endedAt }: Pick<Terms, "canceledAt" | "endedAt">) {
  return { ...(canceledAt !== undefined && { canceledAt }), ...(endedAt !== undefined && { endedAt }) };
}

function refuseContradictions({ startedAt, trialEnd, canceledAt, endedAt, effectiveAt }: Terms): void {
  for (const [field, at] of Object.entries({ endedAt, canceledAt, trialEnd, effectiveAt })) {
    if (at === undefined || at === null || at >= startedAt) continue;
    const rule = `must not lie before startedAt, ${new Date(startedAt).toISOString()}.`;
    throw new InvalidInput({ field, rule, received: new Date(at).toISOString() });
  }
}

function termsOf(row: SubscriptionRow, state: SubscriptionStateRow | undefined): Terms {
  if (!state) throw new TypeError("Every subscription of this API has a state.");
  const { status, currency, items, discount } = readState(state);
  const [item] = items;
  if (!item) throw new TypeError("Every subscription of this API has an item.");
  const { amount, quantity, interval, intervalCount } = item;
  return {
    ...{ status, currency, amount, quantity, interval, intervalCount },
    discount: discount ? { ...discount, forever: discount.forever } : null,
    startedAt: row.started_at,
    trialEnd: row.trial_end,
    canceledAt: row.canceled_at,
    endedAt: row.ended_at,
  };
}

function readState(row: SubscriptionStateRow): SubscriptionState {
  return {
    at: row.at,
    status: row.status as SubscriptionState["status"],
    currency: row.currency,
    items: JSON.parse(row.items),
    discount: row.discount === "" ? null : JSON.parse(row.discount),
  };
}

function findSubscription({ ctx, projectId }: Step, externalId: string): Promise<SubscriptionRow | undefined> {
  return ctx.db
    .selectFrom("subscriptions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("provider", "=", API)
    .where("external_id", "=", externalId)
    .executeTakeFirst();
}
