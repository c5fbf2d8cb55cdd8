import type { FastifyInstance } from "fastify";
import { answerErrors } from "../answer.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { beacons } from "./beacon.ts";
import { fromCircumstances } from "./circumstances.ts";
import { configureTrackers } from "./config.ts";
import { allowEveryOrigin } from "./cors.ts";
import type { Door, Endpoint } from "./door.ts";
import { customEvents, pageViews } from "./events.ts";
import { heartbeats } from "./heartbeat.ts";
import { identifications } from "./identify.ts";
import { countEarlyRefusal } from "./note-refusal.ts";
import { pageErrors } from "./page-error.ts";
import { receive } from "./receive.ts";
import type { TakeAgain } from "./resend.ts";
import { informVisitors } from "./visitor-info.ts";
import { vitals } from "./vital.ts";

const ENDPOINTS = [pageViews, customEvents, identifications, beacons, heartbeats, vitals, pageErrors];
const ACCEPTED_MEDIA_TYPES = ["application/json", "text/plain"];

/** What browsers and apps call, under all addresses that are in the field. Tells how each is taken again. */
export async function registerWire(app: FastifyInstance, door: Door): Promise<Map<string, TakeAgain>> {
  await app.register((scope, _options, done) => {
    takeRawBodies(scope);
    allowEveryOrigin(scope);
    answerErrors(scope, door.counters, {
      bytesMax: BODY_BYTES_MAX,
      mediaTypes: ACCEPTED_MEDIA_TYPES,
      onUnread: (request, reason) => countEarlyRefusal(request, reason, door),
    });
    for (const endpoint of ENDPOINTS) receive(scope, endpoint, door);
    configureTrackers(scope, door);
    informVisitors(scope, door);
    done();
  });
  return new Map(ENDPOINTS.flatMap((endpoint) => endpoint.paths.map((path) => [path, takeAgainAt(endpoint)] as const)));
}

function takeAgainAt(endpoint: Endpoint): TakeAgain {
  return ({ circumstances, ...sent }, door) => {
    const { visitor, facts } = fromCircumstances(circumstances);
    return endpoint.take({ ...sent, ...facts }, { ...door, visitorIdOf: () => visitor });
  };
}

/** A beacon of text may not name JSON as its type without a preflight, so that plain text is read as JSON, too. */
function takeRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(ACCEPTED_MEDIA_TYPES, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}
