import {
  type ChargeRow,
  type CustomerLinkRow,
  type CustomerRow,
  type Database,
  findRows,
  inTransaction,
  rowsOf,
  upsertRows,
} from "@heliometer/db";
import { readCheckout } from "../apply/charge.ts";
import type { StoredLedgers } from "./ledgers.ts";

const LINKS = {
  table: "customer_links",
  columns: {
    project_id: "text",
    customer_id: "text",
    join_kind: "text",
    key_kind: "text",
    key: "text",
    visitor_id: "text",
    linked_at: "bigint",
  },
  key: ["project_id", "customer_id", "join_kind", "key_kind", "key"],
} as const;

type LinkKey = Pick<CustomerLinkRow, "customer_id" | "join_kind" | "key_kind" | "key">;

/** The visitor ids that customers are joined to, by customer. */
export type LinkedVisitors = ReadonlyMap<string, readonly string[]>;

/**
 * Joins customers to visitors by everything that is known of them: the visitor or user id and the e-mail address that
 * they were told with, and what a checkout told. Records the kind of each join, and what is no longer said goes.
 */
export async function linkCustomers(
  db: Database,
  { projectId, ledgers, now }: { projectId: string; ledgers: StoredLedgers; now: number },
): Promise<LinkedVisitors> {
  const keys = [...ledgers.members.flatMap(keysOfCustomer), ...ledgers.charges.flatMap(keysOfCharge)];
  const persons = await findPersons(db, projectId, keys);
  const stored = await readLinks(db, projectId, ledgers.members);
  const links = new Map<string, CustomerLinkRow>();
  const visitors = new Map<string, Set<string>>();
  for (const each of keys) {
    const person = persons.get(keyText(each));
    const visitorId = person?.visitorId ?? (each.key_kind === "visitor" ? each.key : null);
    const before = stored.get(linkText(each));
    const linkedAt = visitorId === null ? null : (before?.linked_at ?? now);
    links.set(linkText(each), { project_id: projectId, ...each, visitor_id: visitorId, linked_at: linkedAt });
    const own = visitors.get(each.customer_id) ?? new Set();
    for (const id of [...(person?.all ?? []), ...(visitorId === null ? [] : [visitorId])]) own.add(id);
    visitors.set(each.customer_id, own);
  }
  await keepLinks(db, stored, links);
  return new Map([...visitors].map(([customer, ids]) => [customer, [...ids]]));
}

function keysOfCustomer({ id, visitor_id, user_hash, email_hash }: CustomerRow): LinkKey[] {
  const keyOf = (kind: "visitor" | "user" | "email", key: string | null) =>
    key ? [{ customer_id: id, join_kind: kind, key_kind: kind, key }] : [];
  return [...keyOf("visitor", visitor_id), ...keyOf("user", user_hash), ...keyOf("email", email_hash)];
}

function keysOfCharge(charge: ChargeRow): LinkKey[] {
  const { visitorId, userHash, emailHash } = readCheckout(charge);
  const keyOf = (kind: string, key: string | undefined) =>
    key ? [{ customer_id: charge.customer_id, join_kind: "checkout", key_kind: kind, key }] : [];
  return [...keyOf("visitor", visitorId), ...keyOf("user", userHash), ...keyOf("email", emailHash)];
}

interface FoundPerson {
  /** The one that they go on under. */
  readonly visitorId: string;
  readonly all: readonly string[];
}

/** The persons who are found by the keys, as `identify` has told of them, with all of their visitor ids. */
async function findPersons(
  db: Database,
  projectId: string,
  keys: readonly LinkKey[],
): Promise<Map<string, FoundPerson>> {
  if (keys.length === 0) return new Map();
  const wanted = [
    ...new Map(keys.map(({ key_kind, key }) => [keyText({ key_kind, key }), { key_kind, key }])).values(),
  ];
  const columns = { key_kind: "text", key: "text" } as const;
  const rows = await db
    .selectFrom(rowsOf<{ key_kind: string; key: string }>(db, JSON.stringify(wanted), columns))
    .crossJoin("person_keys as known")
    .innerJoin("persons", "persons.id", "known.person_id")
    .innerJoin("person_keys as visitor", (join) =>
      join.onRef("visitor.person_id", "=", "persons.id").on("visitor.kind", "=", "visitor"),
    )
    .select(["row.key_kind", "row.key", "persons.visitor_id", "visitor.key as visitor_key"])
    .whereRef("known.kind", "=", "row.key_kind")
    .whereRef("known.key", "=", "row.key")
    .where("known.project_id", "=", projectId)
    .execute();
  return new Map(
    [...Map.groupBy(rows, keyText)].map(([text, own]) => [
      text,
      { visitorId: own[0]?.visitor_id ?? "", all: own.map(({ visitor_key }) => visitor_key) },
    ]),
  );
}

async function readLinks(db: Database, projectId: string, members: readonly CustomerRow[]) {
  const [values, where] = [members.map(({ id }) => id), { project_id: projectId }];
  const rows = await findRows(db, { table: "customer_links", column: "customer_id", values, where });
  return new Map(rows.map((row) => [linkText(row), row]));
}

async function keepLinks(
  db: Database,
  stored: ReadonlyMap<string, CustomerLinkRow>,
  links: ReadonlyMap<string, CustomerLinkRow>,
): Promise<void> {
  const changed = [...links].filter(([text, link]) => stored.get(text)?.visitor_id !== link.visitor_id);
  const gone = [...stored].filter(([text]) => !links.has(text));
  if (changed.length === 0 && gone.length === 0) return;
  await inTransaction(db, async (tx) => {
    for (const [, { project_id, customer_id, join_kind, key_kind, key }] of gone) {
      const where = { project_id, customer_id, join_kind, key_kind, key };
      await tx
        .deleteFrom("customer_links")
        .where((is) => is.and(where))
        .execute();
    }
    await upsertRows(
      tx,
      LINKS,
      changed.map(([, link]) => link),
    );
  });
}

function keyText({ key_kind, key }: Pick<LinkKey, "key_kind" | "key">): string {
  return `${key_kind} ${key}`;
}

function linkText({ customer_id, join_kind, key_kind, key }: LinkKey): string {
  return JSON.stringify([customer_id, join_kind, key_kind, key]);
}
