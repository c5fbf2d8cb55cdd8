import assert from "node:assert/strict";
import { lookUpVisits } from "./look-up-visits.ts";
import { eventOf } from "./testing/events.ts";
import type { Suite } from "./testing/suite.ts";

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
};
