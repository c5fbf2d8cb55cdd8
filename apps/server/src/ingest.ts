import { join } from "node:path";
import { createPublicKeyCache, createRulesCache, recordRefused, resendAsked, sweepRefused } from "@heliometer/accounts";
import type { EventStore } from "@heliometer/events";
import {
  type Ingest,
  type IngestOptions,
  openGeo,
  registerIngest,
  runErasures,
  runRetention,
} from "@heliometer/ingest";
import { type ForgottenPerson, findCustomerVisitors, forgetCustomers, type RevenueContext } from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import type { Foundation } from "./app.ts";
import { repeat } from "./repeat.ts";

const SWEEP_EVERY_MS = 300_000;
/** Whoever asks for something at the command line sees it done soon after. */
const ERASE_EVERY_MS = 10_000;
const RESEND_EVERY_MS = 10_000;
const RETAIN_EVERY_MS = 600_000;

interface Parts extends Pick<IngestOptions, "authenticate"> {
  readonly store: EventStore;
  readonly revenue: RevenueContext;
}

/** Registers the collection of events, with its journal in the data directory, and sweeps what was refused. */
export async function openIngest(
  app: FastifyInstance,
  { config, db, clock, keys }: Foundation,
  { store, authenticate, revenue }: Parts,
): Promise<Ingest> {
  const { rates, serverRates, freeDiskBytes, backlogBytes } = config.ingest;
  const ingest = await registerIngest(app, {
    findProject: createPublicKeyCache({ db, clock }),
    authenticate,
    rulesOf: createRulesCache({ db, clock }),
    findPlace: await openGeo(config.geoipPath, (problem) => app.log.warn(problem)),
    store,
    db,
    secretKey: keys.secretKey,
    clock,
    writeRefused: (batch) => recordRefused({ db, clock }, batch),
    journalDirectory: join(config.dataDirectory, "journal"),
    freeBytesMin: freeDiskBytes,
    rates,
    serverRates,
    pipeline: { limits: { backlogBytesMax: backlogBytes } },
  });
  app.addHook("onClose", () => ingest.close());
  repeat(app, SWEEP_EVERY_MS, () => sweepRefused({ db, clock }));
  repeat(app, SWEEP_EVERY_MS, () => ingest.sweepSalts());
  repeat(app, RESEND_EVERY_MS, async () => {
    for (const sent of await resendAsked({ db, clock }, ingest.resend)) {
      app.log.info(sent, "Refused events were sent again, as the command line has asked");
    }
  });
  const customers = {
    visitorsOf: (person: ForgottenPerson) => findCustomerVisitors(revenue, person),
    forget: (person: ForgottenPerson) => forgetCustomers(revenue, person),
  };
  const { persons, settle } = ingest;
  const erasing = { db, clock, secretKey: keys.secretKey, store, persons, customers, settle };
  repeat(app, ERASE_EVERY_MS, () => runErasures(erasing));
  repeat(app, RETAIN_EVERY_MS, () => runRetention(erasing));
  return ingest;
}
