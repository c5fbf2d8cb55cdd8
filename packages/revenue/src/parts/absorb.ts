import { type Database, type RevenuePartRow, upsertRows } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import type { Source } from "../customer-id.ts";
import { assemblePayment, assembleStates, type PaymentPart } from "../providers/assemble.ts";
import type { DiscountPart, Part, StatePart } from "../providers/parts.ts";
import type { RevenueRecord } from "../records.ts";
import { findNamed, findTogether, loadParts, type PartId } from "./load.ts";
import { PART_KEYS, PARTS, toKeyRows, toPart, toPartRow } from "./rows.ts";

/**
 * Keeps parts, and tells what they say together with those that are kept already. Of two versions of a part the later one
 * counts, whichever comes first. A part that has no name in common with any other is not kept.
 */
export async function absorbParts(
  ctx: RevenueContext,
  source: Source,
  parts: readonly Part[],
): Promise<RevenueRecord[]> {
  if (parts.length === 0) return [];
  const alone = parts.filter(({ keys }) => keys.length === 0);
  const fresh = await keepLatest(
    ctx,
    source,
    parts.filter(({ keys }) => keys.length > 0),
  );
  const discounts = fresh.filter((part) => part.kind === "discount");
  const states = [...alone, ...fresh].filter((part) => part.kind === "state");
  return [
    ...(await tellPayments(ctx, source, fresh.filter(isOfPayment))),
    ...(await tellStates(ctx, source, { states, discounts })),
  ];
}

function isOfPayment(part: Part): part is PaymentPart {
  return part.kind !== "state" && part.kind !== "discount";
}

/** Writes what is later than what is stored, and returns it. */
async function keepLatest(ctx: RevenueContext, source: Source, parts: readonly Part[]): Promise<Part[]> {
  const latest = new Map<string, Part>();
  for (const part of parts) {
    const other = latest.get(`${part.kind} ${part.externalId}`);
    if (!other || isLater(part, other)) latest.set(`${part.kind} ${part.externalId}`, part);
  }
  const stored = new Map<string, RevenuePartRow>();
  for (const row of await loadParts(ctx.db, source, [...latest.values()]))
    stored.set(`${row.kind} ${row.external_id}`, row);
  const fresh = [...latest].flatMap(([key, part]) => {
    const row = stored.get(key);
    return row && !isLater(part, { seenAt: row.seen_at, sourceId: row.source_id }) ? [] : [part];
  });
  const { secretKey } = ctx.secret;
  await upsertRows(
    ctx.db,
    PARTS,
    fresh.map((part) => toPartRow(source, part, secretKey)),
  );
  await upsertRows(
    ctx.db,
    PART_KEYS,
    fresh.flatMap((part) => toKeyRows(source, part)),
  );
  return fresh.filter(
    (part) => part.kind !== "discount" || !saysTheSame(part, stored.get(`discount ${part.externalId}`)),
  );
}

function isLater(one: Pick<Part, "seenAt" | "sourceId">, other: Pick<Part, "seenAt" | "sourceId">): boolean {
  return one.seenAt === other.seenAt ? one.sourceId > other.sourceId : one.seenAt > other.seenAt;
}

/** Some providers tell of a discount at each use of it: nothing that it was used for has changed then. */
function saysTheSame({ terms }: DiscountPart, row: RevenuePartRow | undefined): boolean {
  return row !== undefined && JSON.stringify(JSON.parse(row.facts).terms) === JSON.stringify(terms);
}

async function tellPayments(
  ctx: RevenueContext,
  source: Source,
  fresh: readonly PaymentPart[],
): Promise<RevenueRecord[]> {
  const keys = [...new Set(fresh.flatMap((part) => part.keys))];
  const groups = await findTogether(ctx.db, source, keys);
  const parts = await openParts(ctx, source, groups.flat());
  return groups.flatMap((group) => {
    const own = group.map(({ kind, externalId }) => parts.get(`${kind} ${externalId}`));
    return assemblePayment(own.filter((part) => part !== undefined).filter(isOfPayment));
  });
}

async function tellStates(
  ctx: RevenueContext,
  source: Source,
  { states, discounts }: { states: readonly StatePart[]; discounts: readonly DiscountPart[] },
): Promise<RevenueRecord[]> {
  const waiting = await findNamed(
    ctx.db,
    source,
    discounts.flatMap(({ keys }) => keys),
  );
  const others = await openParts(ctx, source, waiting);
  const told = new Map(states.map((part) => [part.externalId, part]));
  for (const part of others.values()) if (part.kind === "state") told.set(part.externalId, part);
  const asked = [...told.values()].flatMap(({ discountIds, itemDiscountIds = [] }) =>
    [...discountIds, ...itemDiscountIds.flat()].map((id) => ({ kind: "discount", externalId: id })),
  );
  const known = await openParts(ctx, source, asked);
  return assembleStates(
    [...told.values()],
    [...known.values()].filter((part) => part.kind === "discount"),
  );
}

async function openParts(
  { db, secret }: Pick<RevenueContext, "secret"> & { db: Database },
  source: Source,
  ids: readonly PartId[],
): Promise<Map<string, Part>> {
  const rows = await loadParts(db, source, ids);
  return new Map(rows.map((row) => [`${row.kind} ${row.external_id}`, toPart(row, secret.secretKey)]));
}
