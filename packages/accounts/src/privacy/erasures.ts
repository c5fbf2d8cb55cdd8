import { createHmac } from "node:crypto";
import { InvalidInput, newId } from "@heliometer/core";
import { type Database, seal, unseal } from "@heliometer/db";
import { z } from "zod";
import type { Context, SealingContext, SealingStores, Stores } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, requireRole } from "../permissions.ts";

const SUBJECT_CHARACTERS_MAX = 512;
const DIGEST_CHARACTERS = 16;
const HOUR_MS = 3_600_000;
/** While one process works at an erasure, no other begins it. */
const CLAIM_MS = 10 * 60_000;
/** What another node had still in its journal is in the store by then. */
const AGAIN_AFTER_MS = HOUR_MS;
const PASSES = 2;
const LISTED_MAX = 50;

const Text = z
  .string("must be a text.")
  .trim()
  .min(1, "must not be empty.")
  .max(SUBJECT_CHARACTERS_MAX, "is too long.");

/** Who is to be forgotten: by one of these. */
const Subject = z.strictObject({
  visitorId: Text.optional(),
  userId: Text.optional(),
  email: Text.optional(),
  customerId: Text.optional(),
});

const AskErasure = z.strictObject({ projectId: Id, ...Subject.shape });
export type AskErasure = z.input<typeof AskErasure>;

/** What is known of somebody who is to be forgotten; `visitorIds` are those that have been found so far. */
const KnownSubject = z.object({ ...Subject.shape, visitorIds: z.array(z.string()) });
export type ErasureSubject = z.infer<typeof KnownSubject>;

/** Something that is to be erased now. */
export interface DueErasure {
  readonly id: string;
  readonly projectId: string;
  /** Null: the whole project. */
  readonly subject: ErasureSubject | null;
}

/** An erasure, for people. */
export interface ErasureView {
  id: string;
  /** A keyed hash of who it was about. */
  digest: string;
  /** The name of who asked for it; null: the command line, or somebody who is gone. */
  askedBy: string | null;
  askedAt: number;
  /** How often it has been done; after the second time it is over. */
  passes: number;
  doneAt: number | null;
  events: number;
  sessions: number;
}

/**
 * Asks that everything of a visitor be erased: it is done at the next opportunity, and once more an hour later, for what
 * was still on its way. Admins of the project. Returns the digest under which it is listed.
 * @throws InvalidInput unless exactly one of visitor id, user id, e-mail address and customer id is given.
 */
export async function askErasure(ctx: SealingContext, input: AskErasure): Promise<{ digest: string }> {
  const { projectId, ...given } = parseInput(AskErasure, input);
  await requireRole(ctx, projectId, "admin");
  if (Object.values(given).filter((value) => value !== undefined).length !== 1) {
    throw new InvalidInput({
      field: "visitorId",
      rule: "give one of visitor id, user id, e-mail address and customer id.",
      example: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11" },
    });
  }
  const id = newId();
  const digest = digestOf(ctx, { projectId, ...given });
  const row = { id, project_id: projectId, kind: "visitor", digest, asked_by: actingUserId(ctx) };
  await ctx.db
    .insertInto("erasures")
    .values({ ...row, ...fresh(ctx), subject: sealSubject(ctx, id, { ...given, visitorIds: [] }) })
    .execute();
  return { digest };
}

/** Asks, with the deletion of a project, that its events be erased. `db` is the transaction of the deletion. */
export async function askProjectErasure(ctx: Context, db: Database, projectId: string): Promise<void> {
  const row = { id: newId(), project_id: projectId, kind: "project", digest: "", asked_by: actingUserId(ctx) };
  await db
    .insertInto("erasures")
    .values({ ...row, ...fresh(ctx), subject: "" })
    .execute();
}

/** What has been asked to be erased in a project, the newest first. Admins. */
export async function listErasures(ctx: Context, input: { projectId: string }): Promise<ErasureView[]> {
  const { projectId } = parseInput(z.strictObject({ projectId: Id }), input);
  await requireRole(ctx, projectId, "admin");
  const rows = await ctx.db
    .selectFrom("erasures")
    .leftJoin("users", "users.id", "erasures.asked_by")
    .selectAll("erasures")
    .select("users.name")
    .where("erasures.project_id", "=", projectId)
    .orderBy("erasures.asked_at", "desc")
    .orderBy("erasures.id", "desc")
    .limit(LISTED_MAX)
    .execute();
  return rows.map(({ id, digest, name, asked_at, passes, done_at, events, sessions }) => ({
    ...{ id, digest, askedBy: name, askedAt: asked_at, passes, doneAt: done_at, events, sessions },
  }));
}

/** Takes the next erasure that is due; no other process takes it for ten minutes. */
export async function takeErasure(stores: SealingStores): Promise<DueErasure | null> {
  const now = stores.clock();
  const due = await stores.db
    .selectFrom("erasures")
    .selectAll()
    .where("done_at", "is", null)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .executeTakeFirst();
  if (!due) return null;
  const claimed = await stores.db
    .updateTable("erasures")
    .set({ due_at: now + CLAIM_MS })
    .where("id", "=", due.id)
    .where("due_at", "=", due.due_at)
    .executeTakeFirst();
  if (claimed.numUpdatedRows === 0n) return takeErasure(stores);
  const subject = due.kind === "visitor" ? openSubject(stores, due.id, due.subject) : null;
  return { id: due.id, projectId: due.project_id, subject };
}

/** Keeps what has been found of somebody, before it is erased where it was found. */
export async function noteErasureSubject(stores: SealingStores, id: string, subject: ErasureSubject): Promise<void> {
  await stores.db
    .updateTable("erasures")
    .set({ subject: sealSubject(stores, id, subject) })
    .where("id", "=", id)
    .execute();
}

/** Notes that an erasure was done once; after the second time nothing is left of who it was about but the digest. */
export async function noteErased(
  { db, clock }: Stores,
  { id, events, sessions }: { id: string; events: number; sessions: number },
): Promise<void> {
  const now = clock();
  await db
    .updateTable("erasures")
    .set((row) => ({
      passes: row("passes", "+", 1),
      events: row("events", "+", events),
      sessions: row("sessions", "+", sessions),
      due_at: now + AGAIN_AFTER_MS,
    }))
    .where("id", "=", id)
    .execute();
  await db
    .updateTable("erasures")
    .set({ subject: "", done_at: now })
    .where("id", "=", id)
    .where("passes", ">=", PASSES)
    .execute();
}

function fresh({ clock }: Stores) {
  const now = clock();
  return { asked_at: now, due_at: now, passes: 0, done_at: null, events: 0, sessions: 0 };
}

function digestOf({ secretKey }: SealingStores, subject: object): string {
  return createHmac("sha256", `erasure ${secretKey}`)
    .update(JSON.stringify(subject))
    .digest("hex")
    .slice(0, DIGEST_CHARACTERS);
}

function sealSubject({ secretKey }: SealingStores, id: string, subject: ErasureSubject): string {
  return seal({ secretKey, name: `erasure ${id}` }, JSON.stringify(subject));
}

function openSubject({ secretKey }: SealingStores, id: string, sealed: string): ErasureSubject {
  return KnownSubject.parse(JSON.parse(unseal({ secretKey, name: `erasure ${id}` }, sealed)));
}
