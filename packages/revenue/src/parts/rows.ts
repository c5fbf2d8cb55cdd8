import { type ColumnTypes, type RevenuePartKeyRow, type RevenuePartRow, seal, unseal } from "@heliometer/db";
import type { Source } from "../customer-id.ts";
import type { Part } from "../providers/parts.ts";

const PART_COLUMNS: ColumnTypes<RevenuePartRow> = {
  project_id: "text",
  provider: "text",
  kind: "text",
  external_id: "text",
  seen_at: "bigint",
  source_id: "text",
  facts: "text",
  sealed: "text",
};

const KEY_COLUMNS: ColumnTypes<RevenuePartKeyRow> = {
  project_id: "text",
  provider: "text",
  join_key: "text",
  kind: "text",
  external_id: "text",
};

const PART_KEY = ["project_id", "provider", "kind", "external_id"] as const;

/** Where parts are written to. */
export const PARTS = { table: "revenue_parts", columns: PART_COLUMNS, key: PART_KEY } as const;
export const PART_KEYS = {
  table: "revenue_part_keys",
  columns: KEY_COLUMNS,
  key: ["project_id", "provider", "join_key", "kind", "external_id"],
} as const;

/** What opens the sealed text of a part: bound to its place. */
function sealOf(row: Pick<RevenuePartRow, "project_id" | "kind" | "external_id">, secretKey: string) {
  return { secretKey, name: `revenue part ${row.project_id} ${row.kind} ${row.external_id}` };
}

/** A part as it is stored: what is about a person is sealed. */
export function toPartRow({ projectId, provider }: Source, part: Part, secretKey: string): RevenuePartRow {
  const { kind, externalId, seenAt, sourceId, ...facts } = part;
  const key = { project_id: projectId, provider, kind, external_id: externalId };
  const [plain, personal] = splitPersonal(facts as Facts);
  const sealed = Object.keys(personal).length > 0 ? seal(sealOf(key, secretKey), JSON.stringify(personal)) : "";
  return { ...key, seen_at: seenAt, source_id: sourceId, facts: JSON.stringify(plain), sealed };
}

/** A part out of its row. */
export function toPart(row: RevenuePartRow, secretKey: string): Part {
  const plain: Facts = JSON.parse(row.facts);
  const personal: object = row.sealed === "" ? {} : JSON.parse(unseal(sealOf(row, secretKey), row.sealed));
  const facts = plain.charge ? { ...plain, charge: { ...plain.charge, ...personal } } : { ...plain, ...personal };
  const { kind, external_id: externalId, seen_at: seenAt, source_id: sourceId } = row;
  return { kind, externalId, seenAt, sourceId, ...facts } as Part;
}

/** The names of a part, as rows. */
export function toKeyRows({ projectId, provider }: Source, { kind, externalId, keys }: Part): RevenuePartKeyRow[] {
  return keys.map((key) => ({ project_id: projectId, provider, join_key: key, kind, external_id: externalId }));
}

type Facts = { charge?: Record<string, unknown>; checkout?: unknown } & Record<string, unknown>;

/** Texts and addresses: all that an object of a payment says of a person beyond the provider's own ids. */
function splitPersonal({ charge, checkout, ...facts }: Facts): [Facts, Record<string, unknown>] {
  if (!charge) return [facts, checkout === undefined ? {} : { checkout }];
  const { customer, description, metadata, checkout: person, ...rest } = charge;
  const isNamed = typeof customer === "object" && customer !== null && "email" in customer;
  const personal = { description, metadata, checkout: person, ...(isNamed && { customer }) };
  const told = Object.entries(personal).filter(([, value]) => value !== undefined);
  return [{ ...facts, charge: { ...rest, customer: isNamed ? null : customer } }, Object.fromEntries(told)];
}
