import type { ResentAnswer, ResentEvent } from "@heliometer/accounts";
import { Unavailable } from "@heliometer/core";
import { readBody } from "../body.ts";
import type { Entry } from "../pipeline/entries.ts";
import { Refused } from "../refusals.ts";
import type { Door } from "./door.ts";

/** Refused events of this kind are entries that the event store did not take; the others are bodies of requests. */
export const ENTRY_KIND = "entry";

/** Takes a refused event in again. */
export type Resend = (event: ResentEvent) => Promise<ResentAnswer>;

/** The body of a refused event on its way in again. */
interface ResentBody extends Pick<ResentEvent, "projectId" | "circumstances"> {
  readonly body: Record<string, unknown>;
  readonly bytes: number;
}

/** How what came to an endpoint is taken again. The door's clock stands at the original receipt. */
export type TakeAgain = (sent: ResentBody, door: Door) => Promise<unknown>;

/**
 * The way in for what was refused once: through the same door, at the original time of receipt; `takers` by endpoint.
 * The returned function throws Unavailable while nothing is accepted.
 */
export function createResend(takers: ReadonlyMap<string, TakeAgain>, door: Door): Resend {
  async function takeAgain(event: ResentEvent): Promise<void> {
    const { projectId, circumstances } = event;
    const bytes = Buffer.byteLength(event.body);
    if (event.kind === ENTRY_KIND) return door.pipeline.accept([JSON.parse(event.body) as Entry], bytes);
    const take = takers.get(event.kind);
    if (!take) throw new Error(`Nothing takes ${event.kind}.`);
    await take({ projectId, circumstances, body: bodyOf(event), bytes }, { ...door, clock: () => event.at });
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
