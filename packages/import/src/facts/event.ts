import { hash } from "node:crypto";
import type { EnrichedEvent, EventKind, VisitFacts } from "@heliometer/events";
import {
  cut,
  EVENT_NAME_CHARACTERS_MAX,
  HOSTNAME_CHARACTERS_MAX,
  PATH_CHARACTERS_MAX,
  PROPERTIES_BYTES_MAX,
  TITLE_CHARACTERS_MAX,
} from "@heliometer/ingest";

/** An event as an export tells it. */
export interface ToldEvent {
  readonly projectId: string;
  readonly tool: string;
  /** The tool's own id of the event, or whatever else is always the same for it and for no other. */
  readonly id: string;
  readonly visitor: string;
  readonly ts: number;
  readonly kind: Exclude<EventKind, "server">;
  /** Custom events; page views have none. */
  readonly name?: string;
  readonly hostname: string;
  readonly path: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly durationMs?: number;
  readonly visit: VisitFacts;
}

/** The event as it is stored: ids with the tool's name before them, texts cut to the limits of collection. */
export function toldEvent(told: ToldEvent): EnrichedEvent {
  return {
    projectId: told.projectId,
    eventId: `${told.tool}:${shortId(told.id)}`,
    visitorId: `${told.tool}:${shortId(told.visitor)}`,
    ts: told.ts,
    kind: told.kind,
    name: cut((told.name ?? "").trim(), EVENT_NAME_CHARACTERS_MAX),
    hostname: cut(told.hostname.toLowerCase().replace(/\.$/, ""), HOSTNAME_CHARACTERS_MAX),
    path: cut(told.path.split(/[?#]/, 1).join(""), PATH_CHARACTERS_MAX),
    title: cut((told.title ?? "").trim(), TITLE_CHARACTERS_MAX),
    properties: propertiesText(told.properties ?? {}),
    ...(told.durationMs === undefined ? {} : { durationMs: told.durationMs }),
    visit: told.visit,
  };
}

/** Properties without empty values, as JSON; '' for none, and for more than collection takes. */
function propertiesText(properties: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (told.length === 0) return "";
  const text = JSON.stringify(Object.fromEntries(told));
  return Buffer.byteLength(text) > PROPERTIES_BYTES_MAX ? "" : text;
}

/** Ids may be as long as they like; their hash is not. */
function shortId(id: string): string {
  return id.length <= 100 ? id : hash("sha256", id, "hex");
}
