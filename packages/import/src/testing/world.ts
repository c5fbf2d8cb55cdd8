import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createOrganization, createProject } from "@heliometer/accounts";
import { runReport } from "@heliometer/analytics";
import { migrate, openDatabase } from "@heliometer/db";
import { type EventStoreOptions, openEventStore } from "@heliometer/events";
import { createImportNotes } from "../notes.ts";
import { type ImportContext, type ImportPlan, type ImportRequest, planImport } from "../plan.ts";
import { runImport } from "../run.ts";

/** The present of every test: 21 November 2026, 12:26 UTC. */
const NOW = Date.parse("2026-11-21T12:26:00Z");
const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

type Wishes = Partial<Pick<ImportRequest, "since" | "until" | "timezone">>;

export type ImportWorld = Awaited<ReturnType<typeof openImportWorld>>;

interface WorldOptions {
  /** Instead of DuckDB. */
  readonly events?: EventStoreOptions;
  /** A Postgres database instead of SQLite. */
  readonly controlUrl?: string;
}

/** Both stores with a project in Paris, embedded ones in a directory of their own unless told; disposing closes them. */
export async function openImportWorld({ events, controlUrl }: WorldOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-import-"));
  const db = await openDatabase(
    controlUrl
      ? { engine: "postgres", url: controlUrl }
      : { engine: "sqlite", path: join(directory, "control.sqlite") },
  );
  await migrate(db);
  const store = await openEventStore(
    events ?? {
      engine: "duckdb",
      path: join(directory, "events.duckdb"),
      memoryMb: 256,
      threads: 2,
      temporaryDirectory: join(directory, "tmp"),
    },
  );
  const operator = { db, clock: () => NOW, actor: { kind: "operator" } } as const;
  const organization = await createOrganization(operator, { name: "Shop" });
  const project = await createProject(operator, {
    organizationId: organization.id,
    name: "Shop",
    domains: ["shop.example.com"],
    timezone: "Europe/Paris",
    currency: "EUR",
  });
  const context: ImportContext = { db, store, project, now: NOW };
  const notes = createImportNotes(db, () => NOW);

  /** A folder with files of these names and texts. */
  async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const path = await mkdtemp(join(directory, "export-"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
    return path;
  }

  function requestFor(path: string, tool: ImportRequest["tool"], wishes: Wishes): ImportRequest {
    return { tool, path, refusedPath: `${path}.refused.csv`, ...wishes };
  }

  return {
    directory,
    context,
    store,
    db,
    project,
    folder,
    /** A copy of a fixture, so that nothing is written beside it. */
    fixture: async (name: string) => {
      const path = join(directory, "fixtures", name);
      await mkdir(path, { recursive: true });
      await cp(join(FIXTURES, name), path, { recursive: true });
      return path;
    },
    plan: (path: string, tool: ImportRequest["tool"] = "auto", wishes: Wishes = {}): Promise<ImportPlan> =>
      planImport(context, requestFor(path, tool, wishes)),
    run: async (path: string, tool: ImportRequest["tool"] = "auto", wishes: Wishes = {}) => {
      const request = requestFor(path, tool, wishes);
      const plan = await planImport(context, request);
      return { plan, ...(await runImport(context, plan, { actor: "test", request, clock: () => NOW })) };
    },
    /** The answer of a report over the first two days of March 2024, unless told. */
    report: (name: Parameters<typeof runReport>[1], input: Readonly<Record<string, unknown>> = {}) =>
      runReport({ store: { ...store, notes }, project, now: NOW, dashboardUrl: "http://localhost:3000/p" }, name, {
        startDate: "2024-03-01",
        endDate: "2024-03-02",
        ...input,
      }),
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await db.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
