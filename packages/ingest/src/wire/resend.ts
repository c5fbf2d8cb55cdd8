import type { ResentAnswer, ResentEvent } from "@heliometer/accounts";
import { Unavailable } from "@heliometer/core";
import { readBody } from "../body.ts";
import type { Entry } from "../pipeline/entries.ts";
import { Refused } from "../refusals.ts";
import { fromCircumstances } from "./circumstances.ts";
import type { Door, Endpoint } from "./door.ts";

/** Refused events of this kind are entries that the event store did not take; the others are bodies of requests. */
export const ENTRY_KIND = "entry";

/** Takes a refused event in again. */
export type Resend = (event: ResentEvent) => Promise<ResentAnswer>;

/**
 * The way in for what was refused once: through the same door, at the original time of receipt.
 * The returned function throws Unavailable while nothing is accepted.
 */
export function createResend(endpoints: readonly Endpoint[], door: Door): Resend {
  async function takeAgain(event: ResentEvent): Promise<void> {
    const bytes = Buffer.byteLength(event.body);
    if (event.kind === ENTRY_KIND) return door.pipeline.accept([JSON.parse(event.body) as Entry], bytes);
    const endpoint = endpoints.find(({ paths }) => paths.includes(event.kind));
    if (!endpoint) throw new Error(`Nothing takes ${event.kind}.`);
    const { visitor, facts } = fromCircumstances(event.circumstances);
    const received = { projectId: event.projectId, body: bodyOf(event), bytes, ...facts };
    await endpoint.take(received, { ...door, clock: () => event.at, visitorIdOf: () => visitor });
  }

  return async (event) => {
    try {
      await takeAgain(event);
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.error instanceof Unavailable) throw error.error;
      return { reason: error.reason, detail: error.message };
    }
  };
}

/** An event without an id of its own gets one that stays the same, so that it counts once however often it is sent. */
function bodyOf({ id, body }: ResentEvent): Record<string, unknown> {
  const parsed = readBody(Buffer.from(body));
  const isNamed = typeof parsed.eventId === "string" || typeof parsed.pageViewId === "string";
  return isNamed ? parsed : { ...parsed, eventId: `resent.${id}` };
}
