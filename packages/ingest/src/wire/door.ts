import type { CollectionRules } from "@heliometer/accounts";
import type { Clock } from "@heliometer/core";
import type { Subject } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { FastifyRequest } from "fastify";
import type { CounterBook } from "../counters.ts";
import type { FindProject } from "../credentials.ts";
import type { Agent, AppFacts } from "../enrich/agent.ts";
import { enrich } from "../enrich/enrich.ts";
import type { FindPlace, Place } from "../enrich/geo.ts";
import type { ReadOrigin } from "../enrich/origin.ts";
import { readTime } from "../enrich/time.ts";
import type { ReceivedEvent } from "../events/read.ts";
import type { VisitorIdOf } from "../identity/identity.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import type { Persons } from "../persons/persons.ts";
import { readRidingSubject } from "../persons/subject-fields.ts";
import type { Pipeline } from "../pipeline/entries.ts";
import type { RateKind, Rates } from "../rates/rates.ts";
import type { RefusedBook } from "../refused/book.ts";

/** What all endpoints share. */
export interface Door {
  readonly findProject: FindProject;
  readonly clock: Clock;
  readonly counters: CounterBook;
  readonly pipeline: Pipeline;
  /** Refuses while too much waits, before anything is read. */
  readonly requireRoom: () => void;
  readonly rates: Rates;
  readonly refused: RefusedBook;
  readonly persons: Persons;
  readonly store: Pick<EventStore, "query">;
  readonly visitorIdOf: VisitorIdOf;
  /** What a project has decided about its visitors; cheap to ask. */
  readonly rulesOf: (projectId: string) => Promise<CollectionRules>;
  readonly findPlace: FindPlace;
  readonly readOrigin: ReadOrigin;
  readonly readAgent: (userAgent: string | undefined, app: AppFacts) => Agent;
}

/** A body at the door of its project, with what the request tells beside it. Address and agent go no further. */
export interface Received {
  readonly projectId: string;
  readonly body: Record<string, unknown>;
  readonly bytes: number;
  readonly address: string;
  readonly userAgent: string;
  readonly agent: Agent;
  readonly acceptLanguage: string | undefined;
  readonly origin: string | undefined;
  readonly place: Place;
  /** No id of the browser's or the site's is used: the project wants none, or the visitor has asked not to be followed. */
  readonly isNameless: boolean;
}

/** One purpose of the wire: under which addresses it is reached, and what becomes of a body. */
export interface Endpoint {
  /** How often it may be used by one visitor is counted under this name. */
  readonly kind: RateKind;
  readonly paths: readonly string[];
  /** Resolves with what the answer says beside `success`, when everything is safe. */
  take(received: Received, door: Door): Promise<Readonly<Record<string, unknown>>>;
}

/** What the request tells beside its body. */
export function factsOf(request: FastifyRequest) {
  return {
    address: request.ip,
    userAgent: request.headers["user-agent"] ?? "",
    acceptLanguage: request.headers["accept-language"],
    origin: request.headers.origin,
  };
}

/** The visitor's id: the tracker's own, or one that is good for today. */
export async function visitorOf(
  { projectId, address, userAgent, isNameless }: Received,
  sent: string | null | undefined,
  { visitorIdOf, clock }: Door,
): Promise<string> {
  return (isNameless ? null : sent) ?? (await visitorIdOf({ projectId, address, userAgent, now: clock() }));
}

/** Enriches an event, says who its visitor is where the event tells it, and resolves when the event is safe. */
export async function acceptEvent(received: Received, event: ReceivedEvent, door: Door) {
  const { projectId, agent, acceptLanguage, origin, place, isNameless, bytes } = received;
  const { ts, redated } = readTime(event.body.timestamp, door.clock());
  const sent = await visitorOf(received, event.body.visitorId, door);
  const introduced = await introduceRiding(door, {
    projectId,
    visitorId: sent,
    subject: isNameless ? null : readRidingSubject(event.body.identify),
  });
  const visitorId = introduced?.conflict ? introduced.visitorId : sent;
  const enriched = enrich(event, {
    projectId,
    visitorId,
    ts,
    agent,
    acceptLanguage,
    origin,
    place,
    readOrigin: door.readOrigin,
  });
  const accepted = door.pipeline.accept([{ kind: "event", event: enriched }], bytes + EVENT_OVERHEAD_BYTES);
  door.counters.accept({ redated });
  await accepted;
  return introduced ? identityAnswer(sent, introduced) : {};
}

/** What a client has to know after it has said who somebody is: the id to go on with, and whether its visit is over. */
export function identityAnswer(sent: string | null, { visitorId, conflict }: { visitorId: string; conflict: boolean }) {
  return { ...(visitorId !== sent && { visitorId }), ...(conflict && { resetSession: true }) };
}

async function introduceRiding(
  { persons }: Door,
  { projectId, visitorId, subject }: { projectId: string; visitorId: string; subject: Subject | null },
) {
  return subject && persons.introduce({ ...subject, projectId, visitorId, traits: "" });
}
