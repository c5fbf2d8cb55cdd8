import assert from "node:assert/strict";
import { chargeRecord, customerRecord, DAY_MS, DAY_ONE } from "../testing/records.ts";
import { identify, visit, visitsOf } from "../testing/visits.ts";
import type { Suite } from "../testing/world.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export const linksSuite: Suite = {
  "visits before the first payment are touches, however customer and visitor are joined": async (world) => {
    const project = await world.addProject();
    const { projectId } = project;
    const visitors = ["by-id", "by-checkout"];
    await world.store.append(visitors.flatMap((visitorId) => visitsOf(projectId, visitorId)));
    await project.apply([
      customerRecord({ visitorId: "by-id" }),
      chargeRecord(),
      chargeRecord({ externalId: "ch2", customer: { externalId: "c2" }, checkout: { visitorId: "by-checkout" } }),
      chargeRecord({ externalId: "ch3", customer: { externalId: "c3" } }),
    ]);
    const touches = Object.values(await project.facts()).map((own) =>
      own
        .filter(({ kind }) => kind === "touch")
        .map(({ at, channel, campaign }) => [(at - DAY_ONE) / DAY_MS, channel, campaign]),
    );
    const both = [
      [-200, "Paid Search", "spring"],
      [-2, "Direct", ""],
    ];
    assert.deepEqual(
      touches.sort((one, other) => other.length - one.length),
      [both, both, []],
    );
    const links = await world.ctx.db
      .selectFrom("customer_links")
      .select(["join_kind", "key_kind", "visitor_id"])
      .where("project_id", "=", projectId)
      .orderBy("join_kind")
      .execute();
    assert.deepEqual(links, [
      { join_kind: "checkout", key_kind: "visitor", visitor_id: "by-checkout" },
      { join_kind: "visitor", key_kind: "visitor", visitor_id: "by-id" },
    ]);
  },

  "somebody who is identified later is found within a minute": async (world) => {
    const project = await world.addProject();
    const { projectId } = project;
    await world.store.append(visitsOf(projectId, "v"));
    await project.apply([
      customerRecord({ email: "ada@example.com" }),
      chargeRecord(),
      chargeRecord({ externalId: "ch2", customer: { externalId: "c2" }, checkout: { userId: "u7" } }),
    ]);
    const touches = async () =>
      Object.values(await project.facts())
        .flat()
        .filter(({ kind }) => kind === "touch").length;
    assert.equal(await touches(), 0);
    await identify(world, { projectId, email: "Ada@Example.com", userId: "u7", visitorId: "v" });
    world.advance(MINUTE_MS);
    assert.equal(await touches(), 4);
    const links = await world.ctx.db
      .selectFrom("customer_links")
      .selectAll()
      .where("project_id", "=", projectId)
      .execute();
    assert.deepEqual(links.map((link) => [link.join_kind, link.key_kind, link.visitor_id]).sort(), [
      ["checkout", "user", "v"],
      ["email", "email", "v"],
    ]);
  },

  "a visit that is stored after the payment is found an hour after it": async (world) => {
    const project = await world.addProject();
    const paidAt = world.ctx.clock();
    await project.apply([customerRecord({ visitorId: "late" }), chargeRecord({ at: paidAt })]);
    const touches = async () =>
      Object.values(await project.facts())
        .flat()
        .filter(({ kind }) => kind === "touch").length;
    assert.equal(await touches(), 0);
    await world.store.append([visit({ projectId: project.projectId, visitorId: "late", ts: paidAt - 5 * MINUTE_MS })]);
    assert.equal(await touches(), 0);
    world.advance(HOUR_MS);
    assert.equal(await touches(), 1);
  },
};
