import cookie from "@fastify/cookie";
import { sweepAccounts } from "@heliometer/accounts";
import { registerApi, registerWebhooks } from "@heliometer/api";
import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import { createImportNotes } from "@heliometer/import";
import { SERVER_API_PATHS } from "@heliometer/ingest";
import { type OauthOptions, registerOauth, sweepOauth } from "@heliometer/oauth";
import type { RevenueContext } from "@heliometer/revenue";
import { registerWeb, renderErrorPage } from "@heliometer/web";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import type { Logger } from "pino";
import { createAuthenticator } from "./authenticate.ts";
import type { Config } from "./config.ts";
import { handleErrors } from "./errors.ts";
import { registerHealth } from "./health.ts";
import { openIngest } from "./ingest.ts";
import { type InstanceKeys, KEYS_READ_EVERY_MS } from "./instance-keys.ts";
import { openMcp } from "./mcp.ts";
import { describeOperation } from "./operation.ts";
import { openProviders } from "./providers.ts";
import { repeat } from "./repeat.ts";
import { openRevenue, revenueSourceOf } from "./revenue.ts";
import { limitReports } from "./time-limit.ts";
import { registerTracker } from "./tracker.ts";

const BODY_BYTES_MAX = 1_048_576;
const REQUEST_TIMEOUT_MS = 60_000;
const SWEEP_EVERY_MS = 300_000;

/** What the surfaces stand on. */
export interface Foundation {
  config: Config;
  db: Database;
  store: EventStore;
  keys: InstanceKeys;
  clock: Clock;
  log: Logger;
  version: string;
  /** The outside network; this machine's unless a test plays another one. */
  network?: NonNullable<OauthOptions["network"]>;
  /** Told every route as it is added; the route table's test listens. */
  onRoute?: (route: { method: string; url: string }) => void;
}

/** The event store as reports see it: with a limit on their time, and with what is known beside events. */
function openReportStore({ config, db, store, clock }: Foundation, revenue: RevenueContext) {
  return {
    ...limitReports(store, config.queryTimeoutSeconds),
    notes: createImportNotes(db, clock),
    revenue: revenueSourceOf(revenue),
  };
}

/** The wiring diagram: every surface, and what it is handed. Closing the app drains what is still being collected. */
export async function createApp(foundation: Foundation): Promise<FastifyInstance> {
  const { config, db, keys, clock, log } = foundation;
  const { publicUrl } = config;
  const resource = `${publicUrl.origin}/api/v1/mcp`;
  const options: FastifyServerOptions = {
    loggerInstance: log,
    // The nearest proxies, as many as the operator has named, may say who the client is.
    trustProxy: (_address, hop) => hop < config.trustedProxies,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
  };
  const app = Fastify(options);
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) foundation.onRoute?.({ method: one, url });
  });
  const secure = publicUrl.protocol === "https:";
  handleErrors(app, { secure });
  await app.register(cookie);
  registerTracker(app);
  const authenticate = createAuthenticator({ db, clock, resource });
  const revenue = await openRevenue(app, foundation);
  const store = openReportStore(foundation, revenue);
  await openMcp(app, foundation, { authenticate, store });
  await registerApi(app, {
    authenticate,
    store,
    clock,
    publicUrl,
    revenue,
    revenueCallsPerMinute: config.revenueCallsPerMinute,
    morePaths: SERVER_API_PATHS,
  });
  await registerWebhooks(app, openProviders(app, { ...revenue, log }));
  const ingest = await openIngest(app, foundation, { store, authenticate, revenue });
  registerHealth(app, { db, store, ingest });

  const interactions = await registerOauth(app, {
    db,
    clock,
    publicUrl,
    cookieKeys: keys.cookieKeys,
    signingKeys: keys.signingKeys,
    secretKey: keys.secretKey,
    accessTokenTtlSeconds: config.accessTokenMinutes * 60,
    clientDocuments: config.clientDocuments,
    redirectPolicy: config.redirectPolicy,
    ...(foundation.network ? { network: foundation.network } : {}),
    interactionPath: (uid) => `/connect/${uid}`,
    onEvent: (step) => log.info({ oauth: step }, "Authorization step"),
    renderErrorPage: (page) => renderErrorPage({ ...page, secure }).html,
  });
  for (const sweep of [sweepOauth, sweepAccounts]) repeat(app, SWEEP_EVERY_MS, () => sweep({ db, clock }));
  repeat(app, KEYS_READ_EVERY_MS, () => keys.reload());
  await registerWeb(app, {
    db,
    clock,
    store,
    interactions,
    publicUrl,
    formSecrets: keys.formSecrets,
    secretKey: keys.secretKey,
    resend: ingest.resend,
    operation: describeOperation({ config, version: foundation.version, db, store, ingest }),
    secureCookies: secure,
  });
  return app;
}
