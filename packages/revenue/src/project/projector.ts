import { type Database, exclusively, inTransaction, lockNumberOf, updateRows } from "@heliometer/db";
import { sql } from "kysely";
import { markAllDirty, nextVersion } from "../dirty.ts";
import { type DerivedSubject, type DirtySubject, deriveFacts, type ProjectionStores } from "./derive.ts";
import { markIdentified } from "./find-identified.ts";

/** Keeps the facts of the event store at what the ledger says. */
export interface Projector {
  /** Derives what is to be derived now. A call while one is under way is done with the next turn. */
  run(): Promise<void>;
  /** Resolves when the facts are those of everything that was committed before the call. */
  settle(): Promise<void>;
  /** Ends after what is being written; what is left is done by the next process. */
  close(): Promise<void>;
}

/** Few enough that whoever asks meanwhile does not wait long: what is derived together holds up the process. */
const SUBJECTS_AT_ONCE = 200;
const LOOK_FOR_PERSONS_EVERY_MS = 60_000;
/** What others learnt of persons while this process did not look, or has not committed yet. */
const LOOK_BACK_MS = 10 * 60_000;

/** Opens the projector of all projects. Each project is derived by one node at a time. */
export function openProjector(stores: ProjectionStores): Projector {
  const { db, clock } = stores;
  let lookedAt = clock() - LOOK_BACK_MS;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let closed = false;
  const isClosed = () => closed;

  async function turn(): Promise<void> {
    await markChangedProjects(db, clock());
    await markDue(db, clock());
    const now = clock();
    if (now - lookedAt >= LOOK_FOR_PERSONS_EVERY_MS) {
      await markIdentified(db, { since: lookedAt - LOOK_FOR_PERSONS_EVERY_MS, now });
      lookedAt = now;
    }
    const failures: unknown[] = [];
    for (const projectId of await dirtyProjects(db)) {
      // What is wrong with one project holds up no other.
      await projectAll({ stores, projectId, isClosed }).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  function run(): Promise<void> {
    if (closed) return Promise.resolve();
    if (running !== null) {
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null;
          return run();
        });
      return next;
    }
    running = turn().finally(() => {
      running = null;
    });
    return running;
  }

  async function close(): Promise<void> {
    closed = true;
    await running?.catch(() => undefined);
  }

  return { run, settle: run, close };
}

interface ProjectWork {
  readonly stores: ProjectionStores;
  readonly projectId: string;
  readonly isClosed: () => boolean;
}

/**
 * Derives everything of a project that is not up to date. The turn is given up after each portion: nodes share a long
 * history, and none waits longer for the lock than its server lets a statement run.
 */
async function projectAll({ stores, projectId, isClosed }: ProjectWork): Promise<void> {
  const { db } = stores;
  await noteProject(db, projectId);
  const lock = lockNumberOf(`revenue projection ${projectId}`);
  while (!isClosed() && (await exclusively(db, lock, () => projectPortion(stores, projectId)))) {}
}

/** Resolves with false where there was nothing to derive. */
async function projectPortion(stores: ProjectionStores, projectId: string): Promise<boolean> {
  const dirty = await dirtySubjects(stores.db, projectId);
  if (dirty.length === 0) return false;
  await noteProjected(stores.db, { projectId, derived: await deriveFacts(stores, projectId, dirty) });
  return true;
}

async function dirtyProjects(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom("revenue_subjects")
    .select("project_id")
    .distinct()
    .whereRef("projected", "<", "version")
    .execute();
  return rows.map(({ project_id }) => project_id);
}

function dirtySubjects(db: Database, projectId: string): Promise<DirtySubject[]> {
  return db
    .selectFrom("revenue_subjects")
    .select(["subject", "version"])
    .where("project_id", "=", projectId)
    .whereRef("projected", "<", "version")
    .orderBy("subject")
    .limit(SUBJECTS_AT_ONCE)
    .execute();
}

/** What was changed again meanwhile stays to be derived. */
async function noteProjected(
  db: Database,
  { projectId, derived }: { projectId: string; derived: readonly DerivedSubject[] },
): Promise<void> {
  const rows = derived.map(({ subject, version, dueAt }) => ({
    ...{ project_id: projectId, subject, projected: version, due_at: dueAt },
  }));
  await inTransaction(db, (tx) => updateRows(tx, NOTED, rows));
}

const NOTED = {
  table: "revenue_subjects",
  key: { project_id: "text", subject: "text" },
  set: { projected: "bigint", due_at: "bigint" },
} as const;

/** Subjects whose time has come. */
async function markDue(db: Database, now: number): Promise<void> {
  await sql`update revenue_subjects set version = ${nextVersion(now)}, due_at = null
    where due_at is not null and due_at <= ${sql.lit(now)}`.execute(db);
}

/** Facts hold the currency and the days of their project, so they are derived again where those have changed. */
async function markChangedProjects(db: Database, now: number): Promise<void> {
  const changed = await db
    .selectFrom("revenue_projects")
    .innerJoin("projects", "projects.id", "revenue_projects.project_id")
    .select(["projects.id", "projects.currency", "projects.timezone"])
    .where((is) =>
      is.or([
        is("projects.currency", "!=", is.ref("revenue_projects.currency")),
        is("projects.timezone", "!=", is.ref("revenue_projects.timezone")),
      ]),
    )
    .execute();
  for (const { id, currency, timezone } of changed) {
    await inTransaction(db, async (tx) => {
      await markAllDirty(tx, { projectId: id, now });
      await tx.updateTable("revenue_projects").set({ currency, timezone }).where("project_id", "=", id).execute();
    });
  }
}

/** Remembers for which currency and zone the facts of a project are derived. */
async function noteProject(db: Database, projectId: string): Promise<void> {
  await db
    .insertInto("revenue_projects")
    .columns(["project_id", "currency", "timezone"])
    .expression(db.selectFrom("projects").select(["id", "currency", "timezone"]).where("id", "=", projectId))
    .onConflict((conflict) => conflict.column("project_id").doNothing())
    .execute();
}
