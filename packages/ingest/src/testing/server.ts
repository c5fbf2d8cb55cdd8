import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  authenticateKey,
  type Context,
  createKey,
  createOrganization,
  createProject,
  createPublicKeyCache,
  createRulesCache,
  recordRefused,
} from "@heliometer/accounts";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { type EventStore, openEventStore, type QueryRow } from "@heliometer/events";
import Fastify from "fastify";
import { openGeo } from "../enrich/geo.ts";
import { type Ingest, type IngestOptions, registerIngest } from "../register.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
/** The operator's SECRET_KEY of the test. */
export const SECRET_KEY = "the secret of the test";
/** The instant at which the server's clock stands: 1 March 2026, noon. */
export const NOON = Date.parse("2026-03-01T12:00:00Z");

/** What a refusal says; a success has no `error`, which a test that reads it finds out. */
interface AnswerBody {
  error: { code: string; message: string; details: { field: string; example: unknown } };
  joinedSession?: boolean;
}

/** An answer, its body read as JSON where there is one. */
interface Answer {
  status: number;
  headers: Headers;
  body: AnswerBody;
}

/** Ingest on a loopback port over a real control store and a real event store. */
export interface TestServer {
  origin: string;
  directory: string;
  ctx: Context;
  store: EventStore;
  ingest: Ingest;
  projectId: string;
  publicKey: string;
  publicKeyId: string;
  secretKey: string;
  /** Lines of the server's log. */
  log: string[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  request(path: string, init: RequestInit): Promise<Answer>;
  /** Waits until everything acknowledged is in the store. */
  settle(): Promise<void>;
  /** Asks the store when everything that was acknowledged is in it. */
  rows(sql: string): Promise<QueryRow[]>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** Other figures than the standing ones, and other files. */
  pipeline?: IngestOptions["pipeline"];
  rates?: IngestOptions["rates"];
  serverRates?: IngestOptions["serverRates"];
  clock?: () => number;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustedProxies?: number;
  /** Stands between ingest and the store. */
  append?(events: Parameters<EventStore["append"]>[0], store: EventStore): ReturnType<EventStore["append"]>;
}

/** Starts a server over new stores in a directory of its own. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-ingest-"));
  const db = await openDatabase({ engine: "sqlite", path: join(directory, "control.sqlite") });
  const ctx: Context = { db, clock: options.clock ?? (() => NOON), actor: { kind: "operator" } };
  const store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(directory, "tmp"),
  });
  const made = await makeProject(db, ctx);
  const log: string[] = [];
  const { trustedProxies = 0 } = options;
  const app = Fastify({
    trustProxy: (_address, hop) => hop < trustedProxies,
    logger: { level: "trace", stream: { write: (line: string) => log.push(line) } },
  });
  const { append } = options;
  const ingest = await registerIngest(app, {
    findProject: createPublicKeyCache(ctx),
    authenticate: ({ apiKey = "" }) => authenticateKey(ctx, apiKey),
    rulesOf: createRulesCache(ctx),
    findPlace: await openGeo(null, assert.fail),
    store: append ? { ...store, append: (events) => append(events, store) } : store,
    db,
    secretKey: SECRET_KEY,
    clock: ctx.clock,
    writeRefused: (batch) => recordRefused(ctx, batch),
    journalDirectory: join(directory, "journal"),
    freeBytesMin: 0,
    ...(options.rates && { rates: options.rates }),
    ...(options.serverRates && { serverRates: options.serverRates }),
    pipeline: { ...options.pipeline, timing: { applyEveryMs: 5, retryAfterMs: 10, ...options.pipeline?.timing } },
  });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });

  async function request(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  }

  return {
    ...made,
    origin,
    directory,
    ctx,
    store,
    ingest,
    log,
    request,
    post: (path, body, headers) =>
      request(path, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": CHROME, "x-api-key": made.publicKey, ...headers },
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    settle: ingest.settle,
    rows: async (sql) => {
      await ingest.settle();
      return store.query({ sql });
    },
    close: async () => {
      await app.close();
      await ingest.close();
      await store.close();
      await db.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function makeProject(db: Database, ctx: Context) {
  await migrate(db);
  const organization = await createOrganization(ctx, { name: "Test" });
  const project = await createProject(ctx, { organizationId: organization.id, name: "Site" });
  const publicKey = await createKey(ctx, { kind: "public", projectId: project.id, name: "Website" });
  const secretKey = await createKey(ctx, { kind: "secret", access: "full", projectId: project.id, name: "Server" });
  return { projectId: project.id, publicKey: publicKey.key, publicKeyId: publicKey.id, secretKey: secretKey.key };
}
