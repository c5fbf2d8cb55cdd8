import assert from "node:assert/strict";
import { Forbidden, InvalidInput, NotFound } from "@heliometer/core";
import { updateProject } from "../projects/update.ts";
import type { Suite } from "../testing/world.ts";
import { askErasure, listErasures, noteErased, takeErasure } from "./erasures.ts";
import { readPrivacy } from "./read.ts";
import { takeRetention } from "./retention.ts";
import { createRulesCache } from "./rules.ts";
import { NO_CONSENT_PRESET } from "./settings.ts";
import { updatePrivacy } from "./update.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECRET = { secretKey: "the secret of the test" };

export const privacySuite: Suite = {
  "settings are changed by admins, what is not named stays, and a project starts with the humane ones": async (
    world,
  ) => {
    const project = await world.addProject();
    const [admin, editor, stranger] = [
      await world.addMember(project, "admin"),
      await world.addMember(project, "editor"),
      await world.addUser(),
    ];
    const projectId = project.id;
    const first = await readPrivacy(admin.ctx, { projectId });
    const networks = { excludedNetworks: [] as string[] };
    assert.deepEqual(first, { retentionDays: 0, domainRule: "off", signalRule: "no_id", idRule: "sent", ...networks });
    await updatePrivacy(admin.ctx, { projectId, excludedNetworks: ["203.0.113.7", "2001:DB8::/48", "203.0.113.7"] });
    const settings = await updatePrivacy(admin.ctx, { projectId, ...NO_CONSENT_PRESET });
    assert.deepEqual(settings, {
      ...{ retentionDays: 760, domainRule: "off", signalRule: "drop", idRule: "daily" },
      excludedNetworks: ["203.0.113.7/32", "2001:db8::/48"],
    });
    assert.deepEqual(await readPrivacy(admin.ctx, { projectId }), settings);
    await assert.rejects(updatePrivacy(editor.ctx, { projectId, retentionDays: 1 }), Forbidden);
    await assert.rejects(readPrivacy(stranger.ctx, { projectId }), NotFound);
  },

  "what makes no sense is refused with the field and the rule": async (world) => {
    const { id: projectId } = await world.addProject({ domains: [] });
    const bad = [
      { retentionDays: -1 },
      { retentionDays: 1.5 },
      { retentionDays: 40_000 },
      { signalRule: "sometimes" as never },
      { excludedNetworks: ["10.0.0.0/33"] },
      { excludedNetworks: ["my office"] },
      { domainRule: "exact" as const },
    ];
    for (const change of bad)
      await assert.rejects(updatePrivacy(world.operator, { projectId, ...change }), InvalidInput);
  },

  "the door knows the rules from memory; a change here holds at once, one of another node within half a minute": async (
    world,
  ) => {
    const { id: projectId } = await world.addProject({ domains: ["shop.example.com"] });
    const rulesOf = createRulesCache(world.operator);
    assert.equal((await rulesOf(projectId)).allowsHost("evil.example"), true);
    await updatePrivacy(world.operator, { projectId, domainRule: "exact", excludedNetworks: ["203.0.113.0/24"] });
    const rules = await rulesOf(projectId);
    assert.deepEqual(["shop.example.com", "SHOP.example.com.", "www.shop.example.com", ""].map(rules.allowsHost), [
      true,
      true,
      false,
      false,
    ]);
    assert.deepEqual(["203.0.113.9", "::ffff:203.0.113.9", "203.0.114.9", "junk"].map(rules.isExcluded), [
      true,
      true,
      false,
      false,
    ]);
    await updateProject(world.operator, { projectId, domains: ["other.example.com"] });
    assert.equal((await rulesOf(projectId)).allowsHost("shop.example.com"), false);
    await world.db
      .updateTable("privacy_settings")
      .set({ domain_rule: "off" })
      .where("project_id", "=", projectId)
      .execute();
    assert.equal((await rulesOf(projectId)).allowsHost("evil.example"), false);
    world.advance(30_000);
    assert.equal((await rulesOf(projectId)).allowsHost("evil.example"), true);
  },

  "an erasure is asked for by admins, taken by one process, done twice, and names nobody but by a digest": async (
    world,
  ) => {
    await finishOthers(world.db);
    const project = await world.addProject();
    const [admin, viewer] = [await world.addMember(project, "admin"), await world.addMember(project, "viewer")];
    const projectId = project.id;
    const asking = { ...admin.ctx, ...SECRET };
    const { digest } = await askErasure(asking, { projectId, userId: "user-4711" });
    const again = await askErasure(asking, { projectId, userId: "user-4711" });
    assert.equal(again.digest, digest);
    assert.match(digest, /^[0-9a-f]{16}$/);
    for (const subject of [{}, { userId: "a", visitorId: "b" }, { email: " " }]) {
      await assert.rejects(askErasure(asking, { projectId, ...subject }), InvalidInput);
    }
    await assert.rejects(askErasure({ ...viewer.ctx, ...SECRET }, { projectId, visitorId: "v" }), Forbidden);
    const stores = { ...world.operator, ...SECRET };
    const taken = await Promise.all([takeErasure(stores), takeErasure(stores), takeErasure(stores)]);
    assert.equal(new Set(taken.filter((due) => due !== null).map(({ id }) => id)).size, 2);
    // Any of the three may be the one that finds nothing left.
    const due = taken.find((each) => each !== null);
    assert.deepEqual(due?.subject, { userId: "user-4711", visitorIds: [] });
    assert.ok(!JSON.stringify(await world.db.selectFrom("erasures").selectAll().execute()).includes("user-4711"));
    const id = due?.id ?? "";
    await noteErased(stores, { id, events: 3, sessions: 2 });
    await noteErased(stores, { id, events: 1, sessions: 0 });
    const listed = (await listErasures(admin.ctx, { projectId })).find((erasure) => erasure.id === id);
    const { askedAt, doneAt, ...shown } = listed ?? { askedAt: 0, doneAt: 0 };
    assert.deepEqual(shown, { id, digest, askedBy: "Test user", passes: 2, events: 4, sessions: 2 });
    assert.equal(doneAt, world.operator.clock());
    assert.ok(askedAt <= doneAt);
    const row = await world.db.selectFrom("erasures").select("subject").where("id", "=", id).executeTakeFirst();
    assert.equal(row?.subject, "");
    await assert.rejects(listErasures(viewer.ctx, { projectId }), Forbidden);
  },

  "a project's old visits are taken once a day by one process": async (world) => {
    await world.db.deleteFrom("privacy_settings").execute();
    const { id: projectId } = await world.addProject();
    await updatePrivacy(world.operator, { projectId, retentionDays: 30 });
    const now = world.operator.clock();
    const taken = await Promise.all([takeRetention(world.operator), takeRetention(world.operator)]);
    const own = taken.filter((due) => due?.projectId === projectId);
    assert.deepEqual(own, [{ projectId, before: now - 30 * DAY_MS }]);
    assert.equal(await takeRetention(world.operator), null);
    world.advance(DAY_MS);
    assert.deepEqual(await takeRetention(world.operator), { projectId, before: now - 29 * DAY_MS });
  },
};

/** Cases share a database: what others have asked for is none of this one's. */
async function finishOthers(db: Parameters<typeof createRulesCache>[0]["db"]): Promise<void> {
  await db.updateTable("erasures").set({ done_at: 1 }).execute();
}
