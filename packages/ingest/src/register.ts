import type { Clock } from "@heliometer/core";
import type { EventStore } from "@heliometer/events";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { answerFailure } from "./answer.ts";
import { readBody } from "./body.ts";
import { type CommitQueue, type CommitQueueOptions, createCommitQueue, overloaded } from "./commit-queue.ts";
import { allowEveryOrigin, answerPreflight } from "./cors.ts";
import { type CounterBook, createCounters, type IngestCounters } from "./counters.ts";
import { type FindProject, findProjectOf } from "./credentials.ts";
import { type Agent, type AppFacts, createAgentReader } from "./enrich/agent.ts";
import { enrich } from "./enrich/enrich.ts";
import { readTime } from "./enrich/time.ts";
import { type ReceivedEvent, readCustomEvent, readPageView } from "./events/read.ts";
import { BODY_BYTES_MAX, EVENT_OVERHEAD_BYTES } from "./limits.ts";
import { CUSTOM_EVENT_PATHS, PAGE_VIEW_PATHS, TRACKER_CONFIG_PATH } from "./paths.ts";

export interface IngestOptions {
  findProject: FindProject;
  store: Pick<EventStore, "append">;
  clock: Clock;
  /** Other figures than the standing ones; for tests and for boxes of unusual size. */
  queue?: Pick<CommitQueueOptions, "batchEventsMax" | "batchWaitMs" | "queueEventsMax" | "queueBytesMax">;
}

export interface Ingest {
  /** Commits what waits; resolves when nothing is left. Call it after the server has stopped listening. */
  flush(): Promise<void>;
  /** What has happened since the start. */
  counters(): IngestCounters;
}

/** What the routes share. */
interface Pipeline {
  findProject: FindProject;
  clock: Clock;
  queue: CommitQueue;
  counters: CounterBook;
  readAgent(userAgent: string | undefined, app: AppFacts): Agent;
}

type ReadEvent = (body: Record<string, unknown>) => ReceivedEvent;

const CONFIG_CACHE_SECONDS = 300;
/** What a tracker is told before it starts: no shared cookie, no regard to Do Not Track, no Meta Conversions API. */
const TRACKER_CONFIG = { cookieDomain: null, dnt: false, metaCapi: false } as const;
const ACCEPTED_MEDIA_TYPES = ["application/json", "text/plain"];

/**
 * Registers the collection of page views and custom events. An event is answered after its batch is committed: what was
 * answered with success is in the store, what was not may be sent again with the same id.
 */
export async function registerIngest(app: FastifyInstance, options: IngestOptions): Promise<Ingest> {
  const counters = createCounters();
  const queue = createCommitQueue({
    ...options.queue,
    append: (events) => options.store.append(events),
    onCommitted: counters.commit,
    onFailed: (error, events) => app.log.error({ err: error, events }, "A batch of events could not be stored"),
  });
  const pipeline: Pipeline = {
    findProject: options.findProject,
    clock: options.clock,
    queue,
    counters,
    readAgent: createAgentReader(),
  };
  await app.register((scope, _options, done) => {
    takeRawBodies(scope);
    allowEveryOrigin(scope);
    answerFailure(scope, counters);
    for (const path of PAGE_VIEW_PATHS) collect(scope, path, { pipeline, read: readPageView });
    for (const path of CUSTOM_EVENT_PATHS) collect(scope, path, { pipeline, read: readCustomEvent });
    configureTrackers(scope, pipeline);
    done();
  });
  return { flush: queue.flush, counters: counters.read };
}

/** A beacon of text may not name JSON as its type without a preflight, so that plain text is read as JSON, too. */
function takeRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(ACCEPTED_MEDIA_TYPES, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

function collect(scope: FastifyInstance, path: string, { pipeline, read }: { pipeline: Pipeline; read: ReadEvent }) {
  answerPreflight(scope, path, "POST");
  scope.post(path, { bodyLimit: BODY_BYTES_MAX, logLevel: "warn" }, async (request, reply) => {
    if (pipeline.queue.isFull()) throw overloaded();
    const projectId = await findProjectOf(request, pipeline.findProject);
    const event = read(readBody(request.body));
    const agent = pipeline.readAgent(request.headers["user-agent"], event.body);
    if (agent.bot) {
      pipeline.counters.leaveOutBot(agent.bot);
      return reply.code(202).send({ success: true, stored: false, reason: agent.bot });
    }
    await store(event, { pipeline, request, projectId, agent });
    return { success: true };
  });
}

async function store(
  event: ReceivedEvent,
  {
    pipeline,
    request,
    projectId,
    agent,
  }: { pipeline: Pipeline; request: FastifyRequest; projectId: string; agent: Agent },
): Promise<void> {
  const { ts, redated } = readTime(event.body.timestamp, pipeline.clock());
  const enriched = enrich(event, {
    projectId,
    ts,
    agent,
    acceptLanguage: request.headers["accept-language"],
    origin: request.headers.origin,
  });
  const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const committed = pipeline.queue.add(enriched, bytes + EVENT_OVERHEAD_BYTES);
  pipeline.counters.accept({ redated });
  await committed;
}

/** The tracker waits for this answer before its first page view, so that browsers may keep it for some minutes. */
function configureTrackers(scope: FastifyInstance, { findProject }: Pipeline): void {
  answerPreflight(scope, TRACKER_CONFIG_PATH, "GET");
  scope.get(TRACKER_CONFIG_PATH, { logLevel: "warn" }, async (request, reply) => {
    await findProjectOf(request, findProject);
    return reply.header("cache-control", `public, max-age=${CONFIG_CACHE_SECONDS}`).send(TRACKER_CONFIG);
  });
}
