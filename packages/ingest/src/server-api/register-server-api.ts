import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerErrors } from "../answer.ts";
import { readBody } from "../body.ts";
import { BATCH_BYTES_MAX, BODY_BYTES_MAX } from "../limits.ts";
import type { Door } from "../wire/door.ts";
import type { TakeAgain } from "../wire/resend.ts";
import { acceptAlone, acceptBatch, BATCH_PATH } from "./batch.ts";
import { readBatch } from "./batch-body.ts";
import { createBatchRoom } from "./batch-room.ts";
import { type Authenticate, type Caller, requireCaller } from "./caller.ts";
import { findUserId, identifyBySubject } from "./identify.ts";
import { noteServerRefusal, notingRefusal } from "./note-refusal.ts";
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
/** Takes one event of a server. */
type Take = (request: ServerRequest, door: Door) => Promise<object>;

const SINGLE: readonly { kind: ServerCall; path: string; take: Take }[] = [
  { kind: "track", path: "/api/v1/track", take: track },
  { kind: "identify", path: "/api/v1/identify", take: identifyBySubject },
];

const LINES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
const MEDIA_TYPES = ["application/json", ...LINES];

/** What servers call with a full secret key. Tells how what was refused there is taken again. */
export async function registerServerApi(
  app: FastifyInstance,
  door: Door,
  options: ServerApiOptions,
): Promise<Map<string, TakeAgain>> {
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
    for (const { kind, path, take } of SINGLE) {
      scope.post(path, { bodyLimit: BODY_BYTES_MAX }, async (request, reply) => {
        const { projectId } = await admit(request, reply, kind);
        return notingRefusal({ projectId, kind: path, body: request.body }, door, async () => {
          door.requireRoom();
          const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
          const oldest = await options.oldestOf(projectId);
          return take({ projectId, body: readBody(request.body), bytes, oldest }, door);
        });
      });
    }
    scope.get("/api/v1/user-id", async (request, reply) => {
      const { projectId } = await admit(request, reply, "user_id");
      return findUserId({ projectId, body: request.query as Record<string, unknown> }, door);
    });
    done();
  });
  await registerBatch(app, door, { admit, oldestOf: options.oldestOf });
  const again = (take: Take): TakeAgain => {
    return async (sent, at) => take({ ...sent, oldest: await options.oldestOf(sent.projectId) }, at);
  };
  return new Map([...SINGLE, { path: BATCH_PATH, take: acceptAlone }].map(({ path, take }) => [path, again(take)]));
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
    const requireRoom = createBatchRoom();
    // What is too much is refused before a megabyte of it is read and taken apart.
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        door.requireRoom();
        requireRoom(request, reply);
      } catch (error) {
        const { projectId } = await admit(request, reply, "batch");
        noteServerRefusal(error, { projectId, kind: BATCH_PATH, body: null }, door);
        throw error;
      }
    };
    scope.post(BATCH_PATH, { bodyLimit: BATCH_BYTES_MAX, logLevel: "warn", onRequest }, async (request, reply) => {
      const { projectId } = await admit(request, reply, "batch");
      const { "content-type": type = "", "content-encoding": encoding } = request.headers;
      const sent = { projectId, kind: BATCH_PATH, body: encoding === undefined ? request.body : null };
      return notingRefusal(sent, door, async () => {
        door.requireRoom();
        const isLines = LINES.some((name) => type.startsWith(name));
        const { items, bytes } = await readBatch(request.body, { encoding, isLines });
        door.rates.takeProject(projectId, items.length);
        return acceptBatch({ projectId, items, bytes, oldest: await oldestOf(projectId) }, door);
      });
    });
    done();
  });
}
