import type { FastifyInstance } from "fastify";
import { findProjectOf } from "../credentials.ts";
import { answerPreflight } from "./cors.ts";
import type { Door } from "./door.ts";
import { TRACKER_CONFIG_PATH } from "./paths.ts";

const CACHE_SECONDS = 300;
/** What a tracker is told before it starts: no shared cookie, no regard to Do Not Track, no Meta Conversions API. */
const TRACKER_CONFIG = { cookieDomain: null, dnt: false, metaCapi: false } as const;

/** The tracker waits for this answer before its first page view, so that browsers may keep it for some minutes. */
export function configureTrackers(scope: FastifyInstance, { findProject }: Door): void {
  answerPreflight(scope, TRACKER_CONFIG_PATH, "GET");
  scope.get(TRACKER_CONFIG_PATH, { logLevel: "warn" }, async (request, reply) => {
    await findProjectOf(request, findProject);
    return reply.header("cache-control", `public, max-age=${CACHE_SECONDS}`).send(TRACKER_CONFIG);
  });
}
