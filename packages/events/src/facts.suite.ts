import assert from "node:assert/strict";
import { Unavailable } from "@heliometer/core";
import { FACT_KINDS, type RevenueFact, type SubjectFacts } from "./facts.ts";
import type { EventStore } from "./store.ts";
import { openDisposable } from "./testing/engines.ts";
import { eventOf } from "./testing/events.ts";
import { factOf } from "./testing/facts.ts";
import type { Suite } from "./testing/suite.ts";

const DAY_MS = 86_400_000;
/** What a history of 20,000 customers may take; a store that looks through all of it for each of them takes minutes. */
const MANY_SUBJECTS = 20_000;
const MANY_MS = 30_000;

export const factsSuite: Suite = {
  "every column of a fact comes back as it was given": async ({ store, newProject }) => {
    const projectId = newProject();
    const facts: RevenueFact[] = FACT_KINDS.map((kind, index) => ({
      kind,
      at: 1_700_000_000_000 + index,
      currency: "EUR",
      amount: index % 2 === 0 ? 9_007_199_254_740_991 - index : -index,
      count: -1,
      channel: "Paid Search",
      source: "Goo'gle \\ „x“",
      medium: "cpc",
      campaign: "spring\tsale",
      impressions: 12_345_678_901,
    }));
    await store.replaceFacts([{ projectId, subject: "customer:1", version: 7, facts }]);
    assert.deepEqual(await readFacts(store, projectId), { "customer:1": facts });
  },

  "a newer version takes the place of what is there, an older or the same one changes nothing": async ({
    store,
    newProject,
  }) => {
    const projectId = newProject();
    const put = (version: number, ...amounts: number[]) =>
      store.replaceFacts([chargesOf({ projectId, subject: "customer:1", version }, amounts)]);
    await put(5, 100, 200);
    await put(4, 1);
    await put(5, 2);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:1": [100, 200] });
    await put(6, 300);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:1": [300] });
    await put(5, 100, 200);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:1": [300] });
  },

  "a subject without facts is gone, and an older version does not bring it back": async ({ store, newProject }) => {
    const projectId = newProject();
    const one = { projectId, subject: "customer:1" };
    const other = { projectId, subject: "customer:2" };
    await store.replaceFacts([chargesOf({ ...one, version: 1 }, [1]), chargesOf({ ...other, version: 1 }, [2])]);
    await store.replaceFacts([chargesOf({ ...one, version: 3 }, [])]);
    await store.replaceFacts([chargesOf({ ...one, version: 2 }, [9])]);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:2": [2] });
    await store.replaceFacts([chargesOf({ ...one, version: 4 }, [3])]);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:1": [3], "customer:2": [2] });
  },

  "of a subject that stands twice in a call the newest version holds": async ({ store, newProject }) => {
    const projectId = newProject();
    const subject = "customer:1";
    await store.replaceFacts([
      chargesOf({ projectId, subject, version: 2 }, [2]),
      chargesOf({ projectId, subject, version: 3 }, [3]),
      chargesOf({ projectId, subject, version: 1 }, [1]),
    ]);
    assert.deepEqual(await readAmounts(store, projectId), { "customer:1": [3] });
  },

  "the same subject of two projects is two, and a project that is erased takes its facts with it": async ({
    store,
    newProject,
  }) => {
    const [gone, stays] = [newProject(), newProject()];
    for (const [projectId, amount] of [
      [gone, 1],
      [stays, 2],
    ] as const) {
      await store.replaceFacts([chargesOf({ projectId, subject: "customer:1", version: 1 }, [amount])]);
    }
    await store.erase({ projectId: gone });
    assert.deepEqual(await readAmounts(store, gone), {});
    assert.deepEqual(await readAmounts(store, stays), { "customer:1": [2] });
    const left = await store.query({
      sql: "select count(*) as subjects from revenue_subjects where project_id = $1",
      values: [gone],
    });
    assert.deepEqual(left, [{ subjects: 0 }]);
    await store.replaceFacts([chargesOf({ projectId: gone, subject: "customer:1", version: 1 }, [5])]);
    assert.deepEqual(await readAmounts(store, gone), { "customer:1": [5] });
  },

  "a touch knows its place among the touches, and among those that are not direct": async ({ store, newProject }) => {
    const projectId = newProject();
    const touch = (day: number, channel: string) => factOf("touch", { at: day * DAY_MS, channel });
    const facts = [
      touch(3, "Direct"),
      factOf("first_payment", { at: 4 * DAY_MS }),
      touch(1, "Organic Search"),
      touch(2, "Email"),
    ];
    await store.replaceFacts([{ projectId, subject: "customer:1", version: 1, facts }]);
    const rows = await store.query({
      sql: `select channel, lead_ms, lead_before_ms, non_direct_lead_ms, from_end, from_end_non_direct from revenue_facts
        where subject_id in (select subject_id from revenue_subjects where project_id = $1) order by happened_at`,
      values: [projectId],
    });
    const lead = (day: number) => (4 - day) * DAY_MS;
    const ofTouch = (channel: string, ...[lead_ms, lead_before_ms, from_end, from_end_non_direct]: number[]) => ({
      ...{ channel, lead_ms, lead_before_ms, non_direct_lead_ms: lead(2), from_end, from_end_non_direct },
    });
    assert.deepEqual(rows, [
      ofTouch("Organic Search", lead(1), Number.MAX_SAFE_INTEGER, 3, 2),
      ofTouch("Email", lead(2), lead(1), 2, 1),
      ofTouch("Direct", lead(3), lead(2), 1, 0),
      {
        ...{ channel: "", lead_ms: -1, lead_before_ms: -1, non_direct_lead_ms: -1 },
        ...{ from_end: 0, from_end_non_direct: 0 },
      },
    ]);
  },

  "the facts of many customers go in at once and again, in a time that grows with their number alone": async ({
    store,
    newProject,
  }) => {
    const projectId = newProject();
    const subjects = (version: number) =>
      Array.from({ length: MANY_SUBJECTS }, (_, number) =>
        chargesOf({ projectId, subject: `customer:${number}`, version }, [number, version]),
      );
    const begun = performance.now();
    await store.replaceFacts(subjects(1));
    await store.replaceFacts(subjects(2));
    assert.ok(performance.now() - begun < MANY_MS);
    const rows = await store.query({
      sql: `select count(*) as facts, sum(amount) as amount from revenue_facts
        where subject_id in (select subject_id from revenue_subjects where project_id = $1)`,
      values: [projectId],
    });
    const amount = (MANY_SUBJECTS * (MANY_SUBJECTS - 1)) / 2 + 2 * MANY_SUBJECTS;
    assert.deepEqual(rows, [{ facts: 2 * MANY_SUBJECTS, amount }]);
  },

  "facts, events and erasures that come at once do not get in each other's way": async ({ store, newProject }) => {
    const [projectId, other] = [newProject(), newProject()];
    await Promise.all(
      Array.from({ length: 12 }, async (_, number) => {
        await store.append([eventOf({ projectId, eventId: `${number}`, ts: number * DAY_MS })]);
        await store.replaceFacts([
          chargesOf({ projectId, subject: `customer:${number % 4}`, version: number + 1 }, [1]),
        ]);
        if (number % 6 === 0) await store.erase({ projectId: other });
      }),
    );
    const amounts = await readAmounts(store, projectId);
    assert.deepEqual(
      Object.keys(amounts).sort(),
      [0, 1, 2, 3].map((number) => `customer:${number}`),
    );
  },

  "a batch of events does not wait for facts that are being written": async ({ store, newProject }) => {
    const projectId = newProject();
    const subjects = Array.from({ length: MANY_SUBJECTS }, (_, number) =>
      chargesOf({ projectId, subject: `customer:${number}`, version: 1 }, [number]),
    );
    const done: string[] = [];
    const facts = store.replaceFacts(subjects).then(() => done.push("facts"));
    await store.append([eventOf({ projectId, eventId: "1", ts: DAY_MS })]).then(() => done.push("events"));
    await facts;
    assert.deepEqual(done, ["events", "facts"]);
  },

  "facts are still there when the store is opened again, with their versions": async ({ prepare }) => {
    const options = await prepare();
    const subject = { projectId: "p", subject: "customer:1" };
    {
      await using opened = await openDisposable(options);
      await opened.store.replaceFacts([chargesOf({ ...subject, version: 2 }, [10])]);
    }
    await using opened = await openDisposable(options);
    await opened.store.replaceFacts([chargesOf({ ...subject, version: 1 }, [20])]);
    assert.deepEqual(await readAmounts(opened.store, "p"), { "customer:1": [10] });
  },

  "a closed store refuses facts": async ({ prepare }) => {
    const { store } = await openDisposable(await prepare());
    await store.close();
    const facts = chargesOf({ projectId: "p", subject: "customer:1", version: 1 }, [1]);
    await assert.rejects(store.replaceFacts([facts]), Unavailable);
  },
};

function chargesOf(subject: Omit<SubjectFacts, "facts">, amounts: readonly number[]): SubjectFacts {
  return { ...subject, facts: amounts.map((amount, index) => factOf("charge", { at: index, amount })) };
}

async function readAmounts(store: EventStore, projectId: string): Promise<Record<string, number[]>> {
  const facts = await readFacts(store, projectId);
  return Object.fromEntries(Object.entries(facts).map(([subject, own]) => [subject, own.map(({ amount }) => amount)]));
}

async function readFacts(store: EventStore, projectId: string): Promise<Record<string, RevenueFact[]>> {
  const rows = await store.query({
    sql: `select s.subject as subject, f.kind as kind, f.happened_at as happened_at, f.currency as currency, f.amount as amount,
        f.counted as counted, f.channel as channel, f.source as source, f.medium as medium, f.campaign as campaign,
        f.impressions as impressions
      from revenue_facts as f inner join revenue_subjects as s on s.subject_id = f.subject_id
      where s.project_id = $1 order by subject, happened_at`,
    values: [projectId],
  });
  const facts = rows.map(({ subject, kind, counted, happened_at, ...row }) => ({
    subject: String(subject),
    fact: { ...row, kind: FACT_KINDS[Number(kind) - 1], at: happened_at, count: counted } as unknown as RevenueFact,
  }));
  const bySubject = Map.groupBy(facts, ({ subject }) => subject);
  return Object.fromEntries([...bySubject].map(([subject, own]) => [subject, own.map(({ fact }) => fact)]));
}
