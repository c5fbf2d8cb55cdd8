import assert from "node:assert/strict";
import { Forbidden, NotFound } from "@heliometer/core";
import { createKey } from "../keys/create.ts";
import { deleteProject } from "../projects/delete.ts";
import type { Suite, World } from "../testing/world.ts";
import { exportCalls } from "./export.ts";
import { listCalls } from "./list.ts";
import { type CallRecord, recordCalls } from "./record.ts";
import { sweepCalls } from "./sweep.ts";

const DAY_MS = 86_400_000;

export const callsSuite: Suite = {
  "a call is shown to admins with the names of today, the newest first, page by page": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const key = await createKey(admin.ctx, {
      kind: "secret",
      access: "read",
      projectId: project.id,
      name: "Assistant",
    });
    const calls = Array.from({ length: 130 }, (_, index) => ({
      ...callOf(world, project.id),
      at: world.operator.clock() + Math.floor(index / 2),
      credentialId: key.id,
      rowCount: index,
    }));
    await recordCalls(world.operator, calls);
    const first = await listCalls(admin.ctx, { projectId: project.id });
    const last = first.calls.at(-1);
    assert.ok(last);
    const second = await listCalls(admin.ctx, { projectId: project.id, before: { at: last.at, id: last.id } });
    assert.deepEqual([first.calls.length, first.hasMore, second.calls.length, second.hasMore], [100, true, 30, false]);
    const rows = [...first.calls, ...second.calls].map(({ rowCount }) => rowCount);
    assert.deepEqual(
      rows.toSorted((left, right) => Number(left) - Number(right)),
      calls.map(({ rowCount }) => rowCount),
    );
    assert.deepEqual([first.calls[0]?.credential, first.calls[0]?.who], ["Assistant", null]);
  },

  "the person behind a personal token or a connection is named": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "owner");
    await recordCalls(world.operator, [
      { ...callOf(world, project.id), actorKind: "personal_token", userId: user.id, credentialId: "gone" },
    ]);
    const { calls } = await listCalls(user.ctx, { projectId: project.id });
    assert.deepEqual([calls[0]?.who, calls[0]?.credential], [user.email, null]);
  },

  "neither editors nor strangers see or export them": async (world) => {
    const project = await world.addProject();
    const editor = await world.addMember(project, "editor");
    const stranger = await world.addMember(await world.addProject(), "owner");
    for (const verb of [listCalls, exportCalls]) {
      await assert.rejects(verb(editor.ctx, { projectId: project.id }), Forbidden);
      await assert.rejects(verb(stranger.ctx, { projectId: project.id }), NotFound);
    }
  },

  "the export is CSV that no spreadsheet takes for a formula": async (world) => {
    const project = await world.addProject();
    const owner = await world.addMember(project, "owner");
    const client = '=HYPERLINK("https://evil.example"),"x"';
    await recordCalls(world.operator, [{ ...callOf(world, project.id), client, rowCount: null }]);
    const csv = await exportCalls(owner.ctx, { projectId: project.id });
    assert.equal(
      csv,
      "time,who,credential,client,tool,arguments,rows,milliseconds,outcome\r\n" +
        `${new Date(world.operator.clock()).toISOString()},,,"'=HYPERLINK(""https://evil.example""),""x""",` +
        "get_events,0123456789abcdef,,12,answered\r\n",
    );
  },

  "calls go with their project, and one that is told too late is left out": async (world) => {
    const [kept, gone] = [await world.addProject(), await world.addProject()];
    const calls = [callOf(world, kept.id), callOf(world, gone.id), callOf(world, null)];
    await recordCalls(world.operator, calls);
    await deleteProject(world.operator, { projectId: gone.id, confirmation: gone.name });
    await recordCalls(world.operator, calls);
    const count = async (id: string) =>
      (await world.db.selectFrom("mcp_calls").select("id").where("project_id", "=", id).execute()).length;
    assert.deepEqual([await count(kept.id), await count(gone.id)], [2, 0]);
  },

  "calls are kept as long as the instance says": async (world) => {
    const project = await world.addProject();
    const owner = await world.addMember(project, "owner");
    const now = world.operator.clock();
    await recordCalls(world.operator, [
      { ...callOf(world, project.id), at: now - 91 * DAY_MS },
      { ...callOf(world, project.id), at: now - 89 * DAY_MS },
    ]);
    await sweepCalls(world.operator, { keptDays: 90 });
    assert.equal((await listCalls(owner.ctx, { projectId: project.id })).calls.length, 1);
  },
};

function callOf(world: World, projectId: string | null): CallRecord {
  return {
    at: world.operator.clock(),
    projectId,
    actorKind: "secret_key",
    userId: null,
    credentialId: "key",
    client: "test 1",
    tool: "get_events",
    argumentsDigest: "0123456789abcdef",
    rowCount: 3,
    durationMs: 12.3,
    outcome: "answered",
  };
}
