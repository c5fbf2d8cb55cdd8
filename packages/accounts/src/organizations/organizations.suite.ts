import assert from "node:assert/strict";
import { Forbidden, NotFound, newId } from "@heliometer/core";
import { updateInstance } from "../instance/update.ts";
import { findProject } from "../projects/find.ts";
import { assertInvalid } from "../testing/refusals.ts";
import type { Suite } from "../testing/world.ts";
import { createOrganization } from "./create.ts";
import { listOpenOrganizations, listOrganizations } from "./list.ts";
import { setPlan } from "./set-plan.ts";

export const organizationsSuite: Suite = {
  "a new organization is on the instance's default plan": async ({ operator }) => {
    assert.equal((await createOrganization(operator, { name: "A" })).plan, "starter");
    await updateInstance(operator, { defaultPlan: "free" });
    try {
      assert.equal((await createOrganization(operator, { name: "B" })).plan, "free");
      assert.equal((await createOrganization(operator, { name: "C", plan: "growth" })).plan, "growth");
    } finally {
      await updateInstance(operator, { defaultPlan: "starter" });
    }
  },

  "another plan holds for the projects from the next call on": async ({ operator, addProject }) => {
    const project = await addProject();
    await setPlan(operator, { organizationId: project.organizationId, plan: "free" });
    assert.equal((await findProject(operator, { projectId: project.id })).plan, "free");
  },

  "operators list all organizations; a project goes where one owns another, for operators anywhere": async (world) => {
    const project = await world.addProject({ plan: "growth" });
    const [owner, admin] = [await world.addMember(project, "owner"), await world.addMember(project, "admin")];
    const listed = (await listOrganizations(world.operator)).find(({ id }) => id === project.organizationId);
    assert.deepEqual([listed?.plan, listed?.projects], ["growth", 1]);
    await assert.rejects(listOrganizations(owner.ctx), Forbidden);
    assert.deepEqual(
      (await listOpenOrganizations(owner.ctx)).map(({ id }) => id),
      [project.organizationId],
    );
    assert.deepEqual(await listOpenOrganizations(admin.ctx), []);
    assert.ok((await listOpenOrganizations(world.operator)).length > 1);
  },

  "only operators make organizations and set plans": async ({ addProject, addMember }) => {
    const project = await addProject();
    const owner = await addMember(project, "owner");
    await assert.rejects(createOrganization(owner.ctx, { name: "A" }), Forbidden);
    await assert.rejects(setPlan(owner.ctx, { organizationId: project.organizationId, plan: "growth" }), Forbidden);
  },

  "an unknown plan is named with the known ones, an unknown organization is not found": async ({ operator }) => {
    const received = "premium";
    const wrong = setPlan(operator, { organizationId: newId(), plan: JSON.parse(`"${received}"`) });
    await assertInvalid(wrong, { field: "plan", rule: /none of/, received, allowed: ["free", "starter", "growth"] });
    await assert.rejects(setPlan(operator, { organizationId: newId(), plan: "free" }), NotFound);
  },
};
