import { newId } from "@heliometer/core";
import type { EnrichedEvent } from "@heliometer/events";
import type { ReceivedEvent } from "../events/read.ts";
import { TITLE_CHARACTERS_MAX } from "../limits.ts";
import type { Agent } from "./agent.ts";
import { NOWHERE, type Place } from "./geo.ts";
import { readLanguage } from "./language.ts";
import { type ReadOrigin, readOrigin } from "./origin.ts";
import { cut } from "./text.ts";

/** What is known of an event beside its body. `ts` in milliseconds since the epoch. */
export interface Circumstances {
  readonly projectId: string;
  readonly visitorId: string;
  readonly ts: number;
  readonly agent: Agent;
  readonly acceptLanguage: string | undefined;
  /** The page's origin as the browser says it; names the host where the body does not. */
  readonly origin: string | undefined;
  /** Where the visitor is; left out where nobody knows. */
  readonly place?: Place;
  /** A reader that remembers what it has read; without one everything is read anew. */
  readonly readOrigin?: ReadOrigin;
}

/** Makes the event as it is stored. Nothing of the sender's network address goes in. */
export function enrich(event: ReceivedEvent, circumstances: Circumstances): EnrichedEvent {
  const { body, kind, name, properties } = event;
  const { projectId, visitorId, ts, agent } = circumstances;
  const hostname = hostnameOf(body, circumstances.origin);
  return {
    projectId,
    eventId: event.eventId ?? newId(),
    ts,
    kind,
    visitorId,
    name,
    hostname,
    path: body.path,
    title: cut(body.title.trim(), TITLE_CHARACTERS_MAX),
    properties,
    visit: {
      ...(circumstances.readOrigin ?? readOrigin)(body, hostname),
      ...(circumstances.place ?? NOWHERE),
      device: agent.device,
      browser: agent.browser,
      os: agent.os,
      language: readLanguage(body.locale, circumstances.acceptLanguage),
    },
  };
}

function hostnameOf(body: ReceivedEvent["body"], origin: string | undefined): string {
  const host = body.hostname || (body.platform ? "" : (URL.parse(origin ?? "")?.hostname ?? ""));
  return host.toLowerCase().replace(/\.$/, "");
}
