import assert from "node:assert/strict";
import { NotFound, newId } from "@heliometer/core";
import type { OauthStepRow } from "@heliometer/db";
import type { Suite, World } from "../testing/world.ts";
import { listAttempts } from "./list-attempts.ts";

const DAY_MS = 86_400_000;

export const attemptsSuite: Suite = {
  "an admin sees the attempts of members, other members their own, and strangers none": async (world) => {
    const project = await world.addProject();
    const [admin, viewer] = [await world.addMember(project, "admin"), await world.addMember(project, "viewer")];
    const stranger = await world.addUser();
    await addStep(world, { client_name: "Of the admin", user_id: admin.id });
    await addStep(world, { client_name: "Of the viewer", user_id: viewer.id });
    await addStep(world, { client_name: "Of a stranger", user_id: stranger.id });
    const seen = async (ctx: typeof admin.ctx) =>
      (await listAttempts(ctx, { projectId: project.id })).map(({ clientName }) => clientName).sort();
    assert.deepEqual(await seen(admin.ctx), ["Of the admin", "Of the viewer"]);
    assert.deepEqual(await seen(viewer.ctx), ["Of the viewer"]);
    await assert.rejects(listAttempts(stranger.ctx, { projectId: project.id }), NotFound);
  },

  "attempts of nobody are shown to operators for a day, and to no admin beside other tenants": async (world) => {
    const project = await world.addProject();
    await world.addProject();
    const admin = await world.addMember(project, "admin");
    const operator = await world.addUser({ isOperator: true });
    const clientName = `Nobody's ${newId()}`;
    await addStep(world, { client_name: clientName, outcome: "refused", reason: "invalid_redirect_uri" });
    const sees = async (ctx: typeof admin.ctx) =>
      (await listAttempts(ctx, { projectId: project.id })).some((client) => client.clientName === clientName);
    assert.deepEqual(
      [await sees(operator.ctx), await sees(world.operator), await sees(admin.ctx)],
      [true, true, false],
    );
    world.advance(DAY_MS + 1);
    assert.equal(await sees(operator.ctx), false);
  },

  "the steps of one attempt stand together, its registration first": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "viewer");
    const facts = { client_id: newId(), client_name: "Cursor", user_id: user.id };
    const flow_id = newId();
    await addStep(world, { ...facts, flow_id: facts.client_id, step: "register", redirect_host: "localhost:8787" });
    await addStep(world, { ...facts, flow_id, step: "consent", redirect_host: "localhost:50123" });
    const refusal = { step: "token", outcome: "refused", reason: "invalid_grant", detail: "PKCE verification failed" };
    await addStep(world, { ...facts, flow_id, ...refusal, redirect_host: "localhost:50123" });
    const clients = await listAttempts(user.ctx, { projectId: project.id });
    const told = clients.map((client) => ({
      ...client,
      attempts: client.attempts.map(({ steps, ...attempt }) => ({
        ...attempt,
        steps: steps.map(({ step, outcome, reason, detail }) => [step, outcome, reason, detail]),
      })),
    }));
    const steps = [
      ["register", "ok", null, null],
      ["consent", "ok", null, null],
      ["token", "refused", "invalid_grant", "PKCE verification failed"],
    ];
    const attempts = [{ flowId: flow_id, userEmail: user.email, steps }];
    assert.deepEqual(told, [{ clientName: "Cursor", redirectHost: "localhost", attempts }]);
  },

  "a client's last five attempts are told, the newest first": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "viewer");
    const flows = Array.from({ length: 7 }, () => newId());
    for (const flow_id of flows) await addStep(world, { flow_id, client_name: "Codex", user_id: user.id });
    const [client] = await listAttempts(user.ctx, { projectId: project.id });
    assert.deepEqual(
      client?.attempts.map(({ flowId }) => flowId),
      flows.toReversed().slice(0, 5),
    );
  },
};

async function addStep(world: World, step: Partial<OauthStepRow>): Promise<void> {
  world.advance(1_000);
  const row = {
    id: newId(),
    flow_id: newId(),
    at: world.operator.clock(),
    client_id: null,
    client_name: null,
    redirect_host: null,
    user_id: null,
    step: "authorize",
    outcome: "ok",
    reason: null,
    detail: null,
    ...step,
  };
  await world.db.insertInto("oauth_steps").values(row).execute();
}
