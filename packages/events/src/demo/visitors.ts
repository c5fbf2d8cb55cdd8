import { type Device, drawDevices } from "./devices.ts";
import { drawPlaces, type Place } from "./places.ts";
import type { Random } from "./random.ts";

/** Somebody who comes once or again; place and device stay the same. */
export interface DemoVisitor {
  readonly id: string;
  readonly place: Place;
  readonly device: Device;
  /** The instant of the latest event so far. */
  lastSeenAt: number;
}

const RETURNING_SHARE = 0.36;
const RECENT_VISITORS_MAX = 50_000;
/** A visitor is asked again only when the visit before is well over. */
const PAUSE_MS = 2_700_000;
const TRIES = 4;

/** Chooses who visits: somebody new, or one of those who were here before, rather the recent than the old. */
export function createVisitorPool(random: Random): (startsAt: number) => DemoVisitor {
  const drawPlace = drawPlaces();
  const drawDevice = drawDevices();
  const recent: DemoVisitor[] = [];
  let made = 0;

  function findReturning(startsAt: number): DemoVisitor | undefined {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const age = Math.floor(random.next() ** 2 * recent.length);
      const visitor = recent[(made - 1 - age) % RECENT_VISITORS_MAX];
      if (visitor && startsAt - visitor.lastSeenAt > PAUSE_MS) return visitor;
    }
    return undefined;
  }

  return (startsAt) => {
    const returning = recent.length > 0 && random.chance(RETURNING_SHARE) ? findReturning(startsAt) : undefined;
    if (returning) return returning;
    const visitor: DemoVisitor = {
      id: `visitor-${made}`,
      place: drawPlace(random),
      device: drawDevice(random),
      lastSeenAt: startsAt,
    };
    recent[made % RECENT_VISITORS_MAX] = visitor;
    made += 1;
    return visitor;
  };
}
