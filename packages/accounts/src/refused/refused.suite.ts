import assert from "node:assert/strict";
import { Forbidden, NotFound, Unavailable } from "@heliometer/core";
import { deleteProject } from "../projects/delete.ts";
import type { Suite, World } from "../testing/world.ts";
import { askResend, resendAsked } from "./ask-resend.ts";
import { forgetRefused } from "./forget.ts";
import { listRefused } from "./list.ts";
import { type RefusedRecord, recordRefused } from "./record.ts";
import { type ResentEvent, resendRefused } from "./resend.ts";
import { sweepRefused } from "./sweep.ts";

const DAY_MS = 86_400_000;

export const refusedSuite: Suite = {
  "admins see what was refused, by reason and the newest first, page by page": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const now = world.operator.clock();
    const records = Array.from({ length: 70 }, (_, index) =>
      recordOf(world, project.id, { at: now + Math.floor(index / 2), body: `{"n":${index}}` }),
    );
    records.push(recordOf(world, project.id, { reason: "body_unreadable", body: "<script>" }));
    const counts = [
      { projectId: project.id, reason: "invalid_field", events: 70 },
      { projectId: project.id, reason: "body_unreadable", events: 1 },
    ];
    await recordRefused(world.operator, { records, counts });
    await recordRefused(world.operator, { records: [], counts: [{ ...counts[0], events: 30 } as (typeof counts)[0]] });
    const first = await listRefused(admin.ctx, { projectId: project.id });
    assert.deepEqual(first.totals, [
      { reason: "invalid_field", events: 100, kept: 70 },
      { reason: "body_unreadable", events: 1, kept: 1 },
    ]);
    const last = first.events.at(-1);
    assert.ok(last);
    const second = await listRefused(admin.ctx, { projectId: project.id, before: { at: last.at, id: last.id } });
    assert.deepEqual([first.events.length, first.hasMore, second.events.length, second.hasMore], [50, true, 21, false]);
    const bodies = [...first.events, ...second.events].map(({ body }) => body);
    assert.deepEqual(bodies.toSorted(), records.map(({ body }) => body).toSorted());
    const unreadable = await listRefused(admin.ctx, { projectId: project.id, reason: "body_unreadable" });
    assert.deepEqual(
      unreadable.events.map(({ body, isWhole }) => [body, isWhole]),
      [["<script>", true]],
    );
  },

  "neither editors nor strangers see them or send them again": async (world) => {
    const project = await world.addProject();
    const editor = await world.addMember(project, "editor");
    const stranger = await world.addMember(await world.addProject(), "owner");
    const send = async () => assert.fail("Nothing is sent.");
    for (const [ctx, expected] of [
      [editor.ctx, Forbidden],
      [stranger.ctx, NotFound],
    ] as const) {
      await assert.rejects(listRefused(ctx, { projectId: project.id }), expected);
      await assert.rejects(resendRefused(ctx, { projectId: project.id }, send), expected);
    }
  },

  "what is sent again comes in its order with its time of receipt; what is taken goes, what is not stays": async (
    world,
  ) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const now = world.operator.clock();
    const records = [5, 3, 4, 1, 2].map((n) => recordOf(world, project.id, { at: now + n, body: String(n) }));
    records.push(recordOf(world, project.id, { at: now, body: "cut", isWhole: false }));
    await recordRefused(world.operator, { records, counts: [] });
    const sent: ResentEvent[] = [];
    const send = async (event: ResentEvent) => {
      sent.push(event);
      return event.body === "3" ? { reason: "body_unreadable", detail: "Still no." } : null;
    };
    const result = await resendRefused(admin.ctx, { projectId: project.id, reason: "invalid_field" }, send);
    assert.deepEqual(result, { taken: 4, refused: 1, incomplete: 1 });
    assert.deepEqual(
      sent.map(({ body, at }) => [body, at - now]),
      [1, 2, 3, 4, 5].map((n) => [String(n), n]),
    );
    const { events } = await listRefused(admin.ctx, { projectId: project.id });
    assert.deepEqual(
      events.map(({ body, reason, detail }) => [body, reason, detail]),
      [
        ["3", "body_unreadable", "Still no."],
        ["cut", "invalid_field", "visitorId: is missing."],
      ],
    );
    const [left] = events;
    const single = await resendRefused(admin.ctx, { projectId: project.id, id: left?.id ?? "" }, async () => null);
    assert.deepEqual(single, { taken: 1, refused: 0, incomplete: 0 });
  },

  "what is asked beside a server is sent again by it; what cannot be sent now stays asked, and a deleted project's does not":
    async (world) => {
      const [project, gone] = [await world.addProject(), await world.addProject()];
      const [admin, editor] = [await world.addMember(project, "admin"), await world.addMember(project, "editor")];
      const records = ["invalid_field", "body_unreadable"].map((reason) =>
        recordOf(world, project.id, { reason, body: reason }),
      );
      await recordRefused(world.operator, { records, counts: [] });
      await assert.rejects(askResend(editor.ctx, { projectId: project.id }), Forbidden);
      await askResend(admin.ctx, { projectId: project.id, reason: "invalid_field" });
      await askResend(world.operator, { projectId: gone.id });
      await deleteProject(world.operator, { projectId: gone.id, confirmation: gone.name });
      const away = async () => Promise.reject(new Unavailable("Away."));
      await assert.rejects(resendAsked(world.operator, away), Unavailable);
      const sent: string[] = [];
      const send = async ({ body }: ResentEvent) => {
        sent.push(body);
        return null;
      };
      const done = await resendAsked(world.operator, send);
      assert.deepEqual(done, [{ projectId: project.id, taken: 1, refused: 0, incomplete: 0 }]);
      assert.deepEqual(await resendAsked(world.operator, send), []);
      assert.deepEqual(sent, ["invalid_field"]);
    },

  "they are kept for a week, of one reason a thousand, and eight million characters": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const now = world.operator.clock();
    const many = Array.from({ length: 1_005 }, (_, index) => recordOf(world, project.id, { at: now - index }));
    const old = recordOf(world, project.id, { at: now - 8 * DAY_MS, reason: "old" });
    const young = recordOf(world, project.id, { at: now - 6 * DAY_MS, reason: "young" });
    await recordRefused(world.operator, { records: [...many, old, young], counts: [] });
    await sweepRefused(world.operator);
    const kept = async (reason: string) =>
      (
        await world.db
          .selectFrom("refused_events")
          .select("id")
          .where("project_id", "=", project.id)
          .where("reason", "=", reason)
          .execute()
      ).length;
    assert.deepEqual([await kept("invalid_field"), await kept("old"), await kept("young")], [1_000, 0, 1]);
    const large = Array.from({ length: 9 }, (_, index) =>
      recordOf(world, project.id, { at: now + index, reason: "large", body: "x".repeat(1_000_000) }),
    );
    await recordRefused(world.operator, { records: large, counts: [] });
    await sweepRefused(world.operator);
    assert.deepEqual([await kept("large"), await kept("invalid_field")], [8, 0]);
    assert.equal((await listRefused(admin.ctx, { projectId: project.id })).events[0]?.at, now + 8);
  },

  "they go with their project, and one that is told too late is left out": async (world) => {
    const [kept, gone] = [await world.addProject(), await world.addProject()];
    const batch = {
      records: [recordOf(world, kept.id), recordOf(world, gone.id)],
      counts: [kept, gone].map(({ id }) => ({ projectId: id, reason: "invalid_field", events: 1 })),
    };
    await recordRefused(world.operator, batch);
    await deleteProject(world.operator, { projectId: gone.id, confirmation: gone.name });
    await recordRefused(world.operator, batch);
    for (const table of ["refused_events", "refused_counts"] as const) {
      const rows = await world.db.selectFrom(table).select("project_id").where("project_id", "=", gone.id).execute();
      assert.deepEqual(rows, []);
    }
  },

  "erasing a visitor takes their refused events along": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const records = ["a", "b", null].map((visitorId) =>
      recordOf(world, project.id, { visitorId, body: `${visitorId}` }),
    );
    await recordRefused(world.operator, { records, counts: [] });
    await forgetRefused(world.operator, { projectId: project.id, visitorIds: ["a"] });
    const { events } = await listRefused(admin.ctx, { projectId: project.id });
    assert.deepEqual(events.map(({ body }) => body).toSorted(), ["b", "null"]);
  },
};

function recordOf(world: World, projectId: string, change: Partial<RefusedRecord> = {}): RefusedRecord {
  return {
    projectId,
    at: world.operator.clock(),
    reason: "invalid_field",
    detail: "visitorId: is missing.",
    kind: "/api/t/e",
    body: "{}",
    isWhole: true,
    circumstances: "{}",
    visitorId: null,
    ...change,
  };
}
