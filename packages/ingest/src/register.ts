import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { FastifyInstance } from "fastify";
import { createCounters, type IngestCounters } from "./counters.ts";
import type { FindProject } from "./credentials.ts";
import { createAgentReader } from "./enrich/agent.ts";
import type { FindPlace } from "./enrich/geo.ts";
import { createOriginReader } from "./enrich/origin.ts";
import { createIdentity } from "./identity/identity.ts";
import { DAY_MS } from "./identity/salts.ts";
import { openPersons, type Persons } from "./persons/persons.ts";
import type { RefusedEntry } from "./pipeline/isolate.ts";
import { openPipeline, type PipelineOptions, type PipelineState } from "./pipeline/pipeline.ts";
import { createRates, RATE_LIMITS, type RateLimits } from "./rates/rates.ts";
import { createRefusedBook, type WriteRefused } from "./refused/book.ts";
import { entryRecord } from "./refused/entry-record.ts";
import type { Authenticate } from "./server-api/caller.ts";
import { SERVER_RATE_LIMITS, type ServerRateLimits } from "./server-api/rates.ts";
import { registerServerApi } from "./server-api/register-server-api.ts";
import type { Door } from "./wire/door.ts";
import { registerWire } from "./wire/register-wire.ts";
import { createResend, type Resend } from "./wire/resend.ts";

export interface IngestOptions {
  readonly findProject: FindProject;
  /** Checks the secret keys of servers. */
  readonly authenticate: Authenticate;
  /** What projects have decided about their visitors. */
  readonly rulesOf: Door["rulesOf"];
  readonly findPlace: FindPlace;
  readonly store: PipelineOptions["store"] & Pick<EventStore, "query">;
  readonly db: Database;
  /** The operator's SECRET_KEY. */
  readonly secretKey: string;
  readonly clock: Clock;
  /** Keeps what was refused. */
  readonly writeRefused: WriteRefused;
  /** Where what is acknowledged lies until it is stored: a directory of this process alone. */
  readonly journalDirectory: string;
  /** Less free space than that on its disk, in bytes, and nothing is accepted; 0 does not look. */
  readonly freeBytesMin: number;
  readonly rates?: RateLimits;
  readonly serverRates?: ServerRateLimits;
  /** Other figures than the standing ones. */
  readonly pipeline?: Pick<PipelineOptions, "limits" | "timing" | "files">;
}

export interface Ingest {
  /** Resolves when everything that was acknowledged before is in the event store, and what was refused is written. */
  settle(): Promise<void>;
  /** Ends well: call it after the server has stopped listening, and before the stores are closed. */
  close(): Promise<void>;
  /** What has happened since the start. */
  counters(): IngestCounters;
  state(): PipelineState;
  /** Takes in again what was refused once. */
  readonly resend: Resend;
  /** Destroys the salts of visitors' ids that have served; to be called again and again. */
  sweepSalts(): Promise<void>;
  readonly persons: Persons;
}

/**
 * Registers the collection of what browsers and apps send. What was answered with success is safe on the disk and in the
 * event store soon after; what was not may be sent again with the same id.
 */
export async function registerIngest(app: FastifyInstance, options: IngestOptions): Promise<Ingest> {
  const { findProject, rulesOf, findPlace, clock, db, secretKey, store, writeRefused } = options;
  const counters = createCounters();
  const pipeline = await openPipeline({
    ...options.pipeline,
    directory: options.journalDirectory,
    freeBytesMin: options.freeBytesMin,
    store,
    log: app.log,
    onApplied: counters.commit,
    onRefused: async (entries: readonly RefusedEntry[]) => {
      await writeRefused(entriesBatch(entries, clock));
      for (const _entry of entries) counters.refuse("store_refused");
    },
  });
  const persons = await openPersons({
    db,
    clock,
    secretKey,
    handOver: (merges) =>
      pipeline.accept(
        merges.map((merge) => ({ kind: "merge", merge })),
        0,
      ),
  });
  const identity = createIdentity({ db, clock, secretKey });
  await identity.sweep();
  const refused = createRefusedBook({
    write: writeRefused,
    onFailed: (err) => app.log.error({ err }, "What was refused could not be written"),
  });
  const door: Door = {
    findProject,
    clock,
    counters,
    pipeline,
    persons,
    store,
    refused,
    rates: createRates(options.rates ?? RATE_LIMITS, clock),
    requireRoom: pipeline.refuseIfFull,
    visitorIdOf: identity.visitorIdOf,
    rulesOf,
    findPlace,
    readAgent: createAgentReader(),
    readOrigin: createOriginReader(),
  };
  const wire = await registerWire(app, door);
  const servers = await registerServerApi(app, door, {
    authenticate: options.authenticate,
    limits: options.serverRates ?? SERVER_RATE_LIMITS,
    // What would be erased with the next sweep is not taken in.
    oldestOf: async (projectId) => {
      const { retentionDays } = await rulesOf(projectId);
      return retentionDays > 0 ? clock() - retentionDays * DAY_MS : null;
    },
  });
  return {
    resend: createResend(new Map([...wire, ...servers]), door),
    persons,
    sweepSalts: identity.sweep,
    counters: counters.read,
    state: pipeline.state,
    settle: async () => {
      await pipeline.settle();
      await refused.flush();
    },
    close: async () => {
      await pipeline.close();
      await refused.close();
    },
  };
}

function entriesBatch(entries: readonly RefusedEntry[], clock: Clock) {
  const records = entries.map((entry) => entryRecord(entry, clock()));
  return { records, counts: records.map(({ projectId, reason }) => ({ projectId, reason, events: 1 })) };
}
