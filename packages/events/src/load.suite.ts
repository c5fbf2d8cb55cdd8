import assert from "node:assert/strict";
import { Conflict, InvalidInput } from "@heliometer/core";
import fc from "fast-check";
import type { EnrichedEvent, EventStore } from "./store.ts";
import { eventOf, NO_FACTS } from "./testing/events.ts";
import { histories, visitsByHand } from "./testing/histories.ts";
import { readVisits } from "./testing/read-visits.ts";
import type { Suite } from "./testing/suite.ts";

const HISTORIES = 15;
/** More than a loader takes at a time. */
const LONG = 5_000;
const MINUTE_MS = 60_000;

export const loadSuite: Suite = {
  "a loaded history shows the same visits as one that was appended, and can be continued": async (world) => {
    await fc.assert(
      fc.asyncProperty(histories, async (events) => {
        const projectId = world.newProject();
        const moved = events.map((event) => ({ ...event, projectId })).sort((one, other) => one.ts - other.ts);
        const half = Math.floor(moved.length / 2);
        await world.store.load(moved.slice(0, half));
        await world.store.append(moved.slice(half));
        assert.deepEqual(await readVisits(world.store, moved), visitsByHand(moved));
      }),
      { numRuns: HISTORIES },
    );
  },

  "every text comes back as it went in, on either way": async ({ store, newProject }) => {
    const texts = [
      "'",
      '"',
      "\\",
      "\\N",
      "\\.",
      "a\tb",
      "a\nb",
      "a\r\nb",
      "{a,b}",
      "NULL",
      "Zürich 東京 🜨 e\u0301",
      "%_$1",
      "",
    ];
    const events = texts.map((text, index) => eventOf({ eventId: `${index}`, ts: index, ...everywhere(text) }));
    const read = async (write: (events: EnrichedEvent[]) => Promise<unknown>) => {
      const projectId = newProject();
      await write(events.map((event) => ({ ...event, projectId, visitorId: event.eventId })));
      return readTexts(store, projectId);
    };
    const expected = texts.map((text) => [text, text, text, text, text, text, text, text]);
    assert.deepEqual(await read(store.append), expected);
    assert.deepEqual(await read((all) => store.load(all)), expected);
  },

  "a history out of order, or into a project with events, is refused and leaves nothing behind": async (world) => {
    const { store } = world;
    const [fresh, used] = [world.newProject(), world.newProject()];
    const at = (projectId: string, ts: number) => eventOf({ projectId, eventId: `${projectId} ${ts}`, ts });
    const long = Array.from({ length: LONG }, (_, ts) => at(fresh, ts));
    await assert.rejects(store.load([...long, at(fresh, 3)]), InvalidInput);
    await store.append([at(used, 1)]);
    await assert.rejects(store.load([...long, at(used, 9_999)]), Conflict);
    const sql = "select count(*) as rows from events where project_id = $1";
    assert.deepEqual(await store.query({ sql, values: [fresh] }), [{ rows: 0 }]);
    assert.deepEqual(await store.query({ sql: sql.replace("events", "sessions"), values: [fresh] }), [{ rows: 0 }]);
    assert.equal(await store.dataThrough(fresh), null);
    assert.equal(await store.load(long), LONG);
    assert.equal(await store.dataThrough(fresh), LONG - 1);
  },

  "a history that comes in its own time is loaded too, and tells how far it is": async ({ store, newProject }) => {
    const projectId = newProject();
    const heard: number[] = [];
    async function* slowly() {
      for (let number = 0; number < LONG; number += 1) {
        if (number % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        yield eventOf({ projectId, eventId: `${number}`, ts: number * MINUTE_MS, visitorId: `v${number % 9}` });
      }
    }
    assert.equal(await store.load(slowly(), (stored) => heard.push(stored)), LONG);
    assert.equal(heard.at(-1), LONG);
    const events: EnrichedEvent[] = [];
    for await (const event of slowly()) events.push(event);
    assert.deepEqual(await readVisits(store, events), visitsByHand(events));
  },

  "a source of events that fails half-way leaves nothing behind": async ({ store, newProject }) => {
    const projectId = newProject();
    function* failing() {
      for (let number = 0; number < LONG; number += 1) yield eventOf({ projectId, eventId: `${number}`, ts: number });
      throw new Error("The file ends here.");
    }
    await assert.rejects(store.load(failing()), /The file ends here/);
    assert.equal(await store.dataThrough(projectId), null);
    assert.deepEqual(await store.append([eventOf({ projectId, eventId: "0", ts: 0 })]), { stored: 1, duplicates: 0 });
  },
};

function everywhere(text: string): Partial<EnrichedEvent> {
  const visit = { ...NO_FACTS, referrer: text, source: text, city: text };
  return { name: text, hostname: text, path: text, title: text, properties: text, visit };
}

async function readTexts(store: EventStore, projectId: string) {
  const rows = await store.query({
    sql: `select e.name, e.hostname, e.path, e.title, e.properties, s.referrer, s.source, s.city
          from events e join sessions s on s.session_id = e.session_id
          where e.project_id = $1 and s.project_id = $1 order by e.ts`,
    values: [projectId],
  });
  return rows.map((row) => Object.values(row));
}
