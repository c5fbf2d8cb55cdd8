import type { FastifyInstance } from "fastify";
import { findProjectOf } from "../credentials.ts";
import { answerPreflight } from "./cors.ts";
import type { Door } from "./door.ts";
import { TRACKER_CONFIG_PATH } from "./paths.ts";

const CACHE_SECONDS = 300;
/** What every tracker is told before it starts: no shared cookie, no Meta Conversions API. */
const TRACKER_CONFIG = { cookieDomain: null, metaCapi: false } as const;

/** The tracker waits for this answer before its first page view, so that browsers may keep it for some minutes. */
export function configureTrackers(scope: FastifyInstance, { findProject, rulesOf }: Door): void {
  answerPreflight(scope, TRACKER_CONFIG_PATH, "GET");
  scope.get(TRACKER_CONFIG_PATH, { logLevel: "warn" }, async (request, reply) => {
    const { signalRule } = await rulesOf(await findProjectOf(request, findProject));
    // A tracker that leaves people alone who ask for it; where only their ids are not used, it sends.
    const dnt = signalRule === "drop";
    return reply.header("cache-control", `public, max-age=${CACHE_SECONDS}`).send({ ...TRACKER_CONFIG, dnt });
  });
}
