import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerErrors } from "../answer.ts";
import { readBody } from "../body.ts";
import { BATCH_BYTES_MAX, BODY_BYTES_MAX } from "../limits.ts";
import type { Door } from "../wire/door.ts";
import { acceptBatch } from "./batch.ts";
import { readBatch } from "./batch-body.ts";
import { type Authenticate, type Caller, requireCaller } from "./caller.ts";
import { findUserId, identifyBySubject } from "./identify.ts";
import { createServerRates, type ServerCall, type ServerRateLimits } from "./rates.ts";
import { type ServerRequest, track } from "./track.ts";

export interface ServerApiOptions {
  readonly authenticate: Authenticate;
  readonly limits: ServerRateLimits;
  /** Since when a project keeps what happened, in milliseconds since the epoch; null: for ever. */
  readonly oldestOf: (projectId: string) => Promise<number | null> | number | null;
}

/** Lets a call in, or refuses it; counts it for its key. */
type Admit = (request: FastifyRequest, reply: FastifyReply, kind: ServerCall) => Promise<Caller>;
type Take = (request: ServerRequest, door: Door) => Promise<object>;

const LINES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
const MEDIA_TYPES = ["application/json", ...LINES];

/** What servers call with a full secret key. */
export async function registerServerApi(app: FastifyInstance, door: Door, options: ServerApiOptions): Promise<void> {
  const count = createServerRates(options.limits, door.clock);
  const admit: Admit = async (request, reply, kind) => {
    const caller = await requireCaller(request, options.authenticate);
    count(reply, { keyId: caller.keyId, kind });
    return caller;
  };
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(MEDIA_TYPES, { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
    answerErrors(scope, door.counters, { bytesMax: BODY_BYTES_MAX, mediaTypes: MEDIA_TYPES });
    scope.addHook("onRequest", async (_request, reply) => void reply.header("cache-control", "no-store"));
    const take = (kind: ServerCall, work: Take) => async (request: FastifyRequest, reply: FastifyReply) => {
      const { projectId } = await admit(request, reply, kind);
      door.requireRoom();
      const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
      const oldest = await options.oldestOf(projectId);
      return work({ projectId, body: readBody(request.body), bytes, oldest }, door);
    };
    scope.post("/api/v1/track", { bodyLimit: BODY_BYTES_MAX }, take("track", track));
    scope.post("/api/v1/identify", { bodyLimit: BODY_BYTES_MAX }, take("identify", identifyBySubject));
    scope.get("/api/v1/user-id", async (request, reply) => {
      const { projectId } = await admit(request, reply, "user_id");
      return findUserId({ projectId, body: request.query as Record<string, unknown> }, door);
    });
    done();
  });
  await registerBatch(app, door, { admit, oldestOf: options.oldestOf });
}

/** A batch may be larger than one event, and its events stand in lines or in an array. */
async function registerBatch(
  app: FastifyInstance,
  door: Door,
  { admit, oldestOf }: { admit: Admit; oldestOf: ServerApiOptions["oldestOf"] },
): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(MEDIA_TYPES, { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
    answerErrors(scope, door.counters, { bytesMax: BATCH_BYTES_MAX, mediaTypes: MEDIA_TYPES });
    scope.post("/api/v1/events/batch", { bodyLimit: BATCH_BYTES_MAX, logLevel: "warn" }, async (request, reply) => {
      const { projectId } = await admit(request, reply, "batch");
      door.requireRoom();
      const type = String(request.headers["content-type"] ?? "");
      const { items, bytes } = await readBatch(request.body, {
        encoding: request.headers["content-encoding"],
        isLines: LINES.some((name) => type.startsWith(name)),
      });
      door.rates.takeProject(projectId, items.length);
      return acceptBatch({ projectId, items, bytes, oldest: await oldestOf(projectId) }, door);
    });
    done();
  });
}
