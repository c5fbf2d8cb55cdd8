import assert from "node:assert/strict";
import { lookUpTouches } from "./look-up-touches.ts";
import { lookUpVisits } from "./look-up-visits.ts";
import { eventOf } from "./testing/events.ts";
import type { Suite } from "./testing/suite.ts";
import { NOTHING_KNOWN } from "./visit-facts.ts";

const HOUR_MS = 3_600_000;

export const lookUpVisitsSuite: Suite = {
  "the visits of a visitor are found under every id, and nobody has none": async ({ store, newProject }) => {
    const projectId = newProject();
    await store.append([
      eventOf({ projectId, eventId: "1", ts: HOUR_MS, visitorId: "a" }),
      eventOf({ projectId, eventId: "2", ts: HOUR_MS + 5, visitorId: "a" }),
      eventOf({ projectId, eventId: "3", ts: 5 * HOUR_MS, visitorId: "b" }),
    ]);
    const ofBoth = { visits: 2, firstAt: HOUR_MS, lastAt: 5 * HOUR_MS };
    assert.deepEqual(await lookUpVisits(store, { projectId, visitorId: "a" }), {
      visits: 1,
      firstAt: HOUR_MS,
      lastAt: HOUR_MS + 5,
    });
    await store.mergeVisitors({ projectId, from: "b", into: "a" });
    for (const visitorId of ["a", "b"]) assert.deepEqual(await lookUpVisits(store, { projectId, visitorId }), ofBoth);
    const none = { visits: 0, firstAt: null, lastAt: null };
    assert.deepEqual(await lookUpVisits(store, { projectId, visitorId: "c" }), none);
    assert.deepEqual(await lookUpVisits(store, { projectId: newProject(), visitorId: "a" }), none);
  },

  "visits are found as touches of whoever is asked for, with where they came from": async ({ store, newProject }) => {
    const projectId = newProject();
    const ad = { ...NOTHING_KNOWN, channel: "Paid Search", source: "Google", utmMedium: "cpc", utmCampaign: "spring" };
    await store.append([
      eventOf({ projectId, eventId: "1", ts: HOUR_MS, visitorId: "a", visit: ad }),
      eventOf({ projectId, eventId: "2", ts: 5 * HOUR_MS, visitorId: "b" }),
      eventOf({ projectId, eventId: "3", ts: 9 * HOUR_MS, visitorId: "c" }),
    ]);
    await store.mergeVisitors({ projectId, from: "b", into: "a" });
    const touches = await lookUpTouches(store, { projectId, visitorIds: ["a", "b", "nobody", "b"] });
    assert.deepEqual([...touches.keys()], ["a", "b"]);
    assert.deepEqual(touches.get("b"), touches.get("a"));
    assert.deepEqual(touches.get("a")?.[0], {
      at: HOUR_MS,
      channel: "Paid Search",
      source: "Google",
      medium: "cpc",
      campaign: "spring",
    });
    assert.deepEqual(
      touches.get("a")?.map(({ at }) => at),
      [HOUR_MS, 5 * HOUR_MS],
    );
    assert.equal((await lookUpTouches(store, { projectId, visitorIds: [] })).size, 0);
  },
};
