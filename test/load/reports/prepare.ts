import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addMember,
  type Context,
  createKey,
  createOrganization,
  createProject,
  createUser,
} from "@heliometer/accounts";
import { newSecret, type ProjectView, systemClock } from "@heliometer/core";
import { migrate } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import { memoryMb } from "../machine.ts";
import type { Engine, Place } from "./engine.ts";
import { GENERATOR_VERSION, generateHistory, HISTORY_SEED } from "./history.ts";
import type { ReportsOptions } from "./options.ts";

/** A history that lies ready, and how it was when it was loaded. */
export interface PreparedHistory {
  readonly place: Place;
  /** The project with most of the events. */
  readonly project: ProjectView;
  readonly secretKey: string;
  readonly publicKey: string;
  readonly events: number;
  readonly sessions: number;
  readonly loadSeconds: number;
  readonly loadPeakMb: number;
  readonly diskBytes: number;
}

export const TIMEZONE = "Europe/Paris";
const DAYS = 90;
const DAY_MS = 86_400_000;
const OTHER_PROJECTS = ["Docs", "Blog", "Community", "Status"];
const OWNER_EMAIL = "owner@example.com";

/** Where histories and results are kept between runs. */
export function cacheDirectory(): string {
  const directory = join(tmpdir(), "heliometer-bench");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** The name of a history: the same name, the same events. */
export function historyName({ engine, events, until }: ReportsOptions): string {
  return `${engine}-${events}-${until}-v${GENERATOR_VERSION}`;
}

/** The history from an earlier run if it is there, else a new one. */
export async function prepareHistory(engine: Engine, options: ReportsOptions): Promise<PreparedHistory> {
  const name = historyName(options);
  const place: Place = { directory: join(cacheDirectory(), name), database: databaseName(name) };
  const record = join(cacheDirectory(), `${name}.history.json`);
  const known: PreparedHistory | null = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : null;
  if (known && !options.fresh && (await isThere(engine, known))) {
    console.log(`History of an earlier run: ${record} (--fresh loads again)`);
    return known;
  }
  await engine.create(place);
  const made = await makeHistory(engine, { place, options });
  const prepared: PreparedHistory = { ...made, diskBytes: await engine.diskBytes(place) };
  writeFileSync(record, JSON.stringify(prepared, null, 2), { mode: 0o600 });
  return prepared;
}

/** Whether the place still holds what its record tells: directories and databases are removed behind our back. */
async function isThere(engine: Engine, { place, project }: PreparedHistory): Promise<boolean> {
  if (!existsSync(place.directory)) return false;
  const store = await engine.openEvents(place).catch(() => null);
  const through = await store?.dataThrough(project.id);
  await store?.close();
  return typeof through === "number";
}

function databaseName(history: string): string {
  return `heliometer_bench_${history.replaceAll(/[^a-z0-9]/g, "_")}`;
}

interface Making {
  readonly place: Place;
  readonly options: ReportsOptions;
}

async function makeHistory(engine: Engine, { place, options }: Making) {
  const accounts = await makeAccounts(engine, place);
  const store = await engine.openEvents(place);
  try {
    const loaded = await loadHistory(store, [accounts.project.id, ...accounts.otherIds], options);
    const [row] = await store.query({ sql: "select count(*) as sessions from sessions" });
    const sessions = Number(row?.sessions ?? 0);
    const { project, secretKey, publicKey } = accounts;
    return { place, project, secretKey, publicKey, ...loaded, sessions };
  } finally {
    await store.close();
  }
}

async function makeAccounts(engine: Engine, place: Place) {
  const db = await engine.openControl(place);
  try {
    await migrate(db);
    const ctx: Context = { db, clock: systemClock, actor: { kind: "operator" } };
    const organization = await createOrganization(ctx, { name: "Bench" });
    const owner = await createUser(ctx, { email: OWNER_EMAIL, name: "Owner", password: newSecret(), isOperator: true });
    const create = (name: string) =>
      createProject(ctx, { organizationId: organization.id, name, timezone: TIMEZONE, currency: "EUR" });
    const project = await create("Shop");
    const others = [];
    for (const name of OTHER_PROJECTS) others.push(await create(name));
    await addMember(ctx, { projectId: project.id, email: owner.email, role: "owner" });
    const named = { projectId: project.id, name: "Bench" };
    const secret = await createKey(ctx, { kind: "secret", access: "read", ...named });
    const open = await createKey(ctx, { kind: "public", ...named });
    const { id, name, timezone, currency, weekStart } = project;
    return {
      project: { id, name, timezone, currency, weekStart },
      otherIds: others.map((other) => other.id),
      secretKey: secret.key,
      publicKey: open.key,
    };
  } finally {
    await db.destroy();
  }
}

async function loadHistory(store: EventStore, projectIds: readonly string[], { events, until }: ReportsOptions) {
  const to = endOfHistory(until);
  const startedAt = performance.now();
  const history = generateHistory({ seed: HISTORY_SEED, from: to - DAYS * DAY_MS, to, events, projectIds });
  const stored = await store.load(history, (done) => showProgress({ done, events, startedAt }));
  process.stdout.write("\n");
  return { events: stored, loadSeconds: (performance.now() - startedAt) / 1000, loadPeakMb: memoryMb("self", "peak") };
}

/** Late in the evening of the last day in Paris, in summer and in winter. */
function endOfHistory(until: string): number {
  return Date.parse(`${until}T22:00:00Z`);
}

function showProgress({ done, events, startedAt }: { done: number; events: number; startedAt: number }): void {
  const perSecond = Math.round((done * 1000) / (performance.now() - startedAt));
  const share = Math.min(100, Math.round((done * 100) / events));
  const line = `Loading: ${done.toLocaleString("en")} events, ${share} %, ${perSecond.toLocaleString("en")} events/s`;
  // On a terminal one line that changes, in a log one line after another.
  process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
}
