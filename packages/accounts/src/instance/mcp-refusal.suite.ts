import assert from "node:assert/strict";
import type { Access, Role } from "@heliometer/core";
import { authenticateKey } from "../keys/authenticate.ts";
import { createKey } from "../keys/create.ts";
import { addMember } from "../members/add.ts";
import { setPlan } from "../organizations/set-plan.ts";
import { updateProject } from "../projects/update.ts";
import type { Suite, World } from "../testing/world.ts";
import { type McpRefusal, mcpRefusal } from "./mcp-refusal.ts";
import type { PrivilegeLevel } from "./settings.ts";
import { updateInstance } from "./update.ts";

export const mcpRefusalSuite: Suite = {
  "a key of a project on the plan starter is served": async (world) => {
    const access = await keyAccess(world, await world.addProject());
    assert.deepEqual(await mcpRefusal(world.operator, access), { allowed: access.projects });
  },

  "MCP off for the instance refuses everything and names the operator": async (world) => {
    const project = await world.addProject();
    await withInstance(world, { mcpEnabled: false }, async () => {
      const refusal = await refusalOf(world, await keyAccess(world, project));
      assert.equal(refusal.reason, "instance_off");
      assert.equal(
        refusal.message,
        "MCP is switched off for this Heliometer instance. Who can change that: an operator of this Heliometer instance.",
      );
    });
  },

  "a switched-off project is left out, and refuses when it is the only one": async (world) => {
    const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
    const user = await world.addMember(shop, "viewer");
    await addMember(world.operator, { projectId: blog.id, email: user.email, role: "viewer" });
    const { key } = await createKey(user.ctx, { kind: "personal", name: "Laptop" });
    await updateProject(world.operator, { projectId: shop.id, mcpEnabled: false });
    const decision = await mcpRefusal(world.operator, await accessOf(world, key));
    assert.deepEqual("allowed" in decision && decision.allowed.map(({ id }) => id), [blog.id]);
    await updateProject(world.operator, { projectId: blog.id, mcpEnabled: false });
    const refusal = await refusalOf(world, await accessOf(world, key));
    assert.equal(refusal.reason, "project_off");
    assert.equal(
      refusal.message,
      "MCP is switched off for the project Blog. MCP is switched off for the project Shop. Who can change that: an admin of the project, in its settings.",
    );
  },

  "the plan free refuses and names the plan that is needed": async (world) => {
    const project = await world.addProject({ name: "Shop" });
    await setPlan(world.operator, { organizationId: project.organizationId, plan: "free" });
    const refusal = await refusalOf(world, await keyAccess(world, project));
    assert.equal(refusal.reason, "plan");
    assert.match(
      refusal.message,
      /needs the plan starter or above, and the project Shop is on the plan free\. .*operator/,
    );
  },

  "the highest role above the level is refused, wherever it is held": async (world) => {
    const served: Record<Exclude<PrivilegeLevel, "unlimited">, Role[]> = {
      viewer: ["viewer"],
      editor: ["viewer", "editor"],
      admin: ["viewer", "editor", "admin"],
    };
    for (const level of ["viewer", "editor", "admin"] as const) {
      for (const role of ["viewer", "editor", "admin", "owner"] as const) {
        const [chosen, elsewhere] = [await world.addProject(), await world.addProject()];
        const user = await world.addMember(elsewhere, role);
        await addMember(world.operator, { projectId: chosen.id, email: user.email, role: "viewer" });
        const { key } = await createKey(user.ctx, { kind: "personal", name: "Laptop" });
        const access = await accessOf(world, key);
        const narrow = { ...access, projects: access.projects.filter(({ id }) => id === chosen.id) };
        await withInstance(world, { maximumMcpPrivilege: level }, async () => {
          const decision = await mcpRefusal(world.operator, narrow);
          assert.equal("allowed" in decision, served[level].includes(role), `${role} at ${level}`);
        });
      }
    }
  },

  "an operator counts as an owner": async (world) => {
    const operator = await world.addUser({ isOperator: true });
    const project = await world.addProject();
    await addMember(world.operator, { projectId: project.id, email: operator.email, role: "viewer" });
    const { key } = await createKey(operator.ctx, { kind: "personal", name: "Laptop" });
    const access = await accessOf(world, key);
    await withInstance(world, { maximumMcpPrivilege: "admin" }, async () => {
      const refusal = await refusalOf(world, access);
      assert.equal(refusal.reason, "privilege");
      assert.match(refusal.message, /up to the role admin .* hold the role owner/);
    });
  },

  "a read-only key stays below every level, a full key counts as an admin": async (world) => {
    const project = await world.addProject();
    const full = await createKey(world.operator, { kind: "secret", access: "full", projectId: project.id, name: "S" });
    await withInstance(world, { maximumMcpPrivilege: "viewer" }, async () => {
      assert.ok("allowed" in (await mcpRefusal(world.operator, await keyAccess(world, project))));
      assert.equal((await refusalOf(world, await accessOf(world, full.key))).reason, "privilege");
    });
  },

  "credentials without a project are told what is missing": async (world) => {
    const user = await world.addUser();
    const { key } = await createKey(user.ctx, { kind: "personal", name: "Laptop" });
    const refusal = await refusalOf(world, await accessOf(world, key));
    assert.equal(refusal.reason, "no_project");
    assert.match(refusal.message, /reach no project\. .*add you as a member/);
  },

  "many refused projects make three sentences and a number": async (world) => {
    const projects = await Promise.all([1, 2, 3, 4, 5].map((n) => world.addProject({ name: `P${n}`, plan: "free" })));
    const { projects: _one, ...access } = await keyAccess(world, await world.addProject());
    const refusal = await refusalOf(world, { ...access, projects });
    assert.match(refusal.message, /P1.*P2.*P3.*2 more projects are refused\./);
    assert.doesNotMatch(refusal.message, /P4/);
  },
};

async function accessOf(world: World, key: string): Promise<Access> {
  const access = await authenticateKey(world.operator, key);
  assert.ok(access);
  return access;
}

async function keyAccess(world: World, { id: projectId }: { id: string }): Promise<Access> {
  const { key } = await createKey(world.operator, { kind: "secret", access: "read", projectId, name: "Assistant" });
  return accessOf(world, key);
}

async function refusalOf(world: World, access: Access): Promise<McpRefusal> {
  const decision = await mcpRefusal(world.operator, access);
  assert.ok("reason" in decision);
  return decision;
}

/** Changes the instance for the length of `run`; the other cases share it. */
async function withInstance(world: World, change: Parameters<typeof updateInstance>[1], run: () => Promise<void>) {
  await updateInstance(world.operator, change);
  try {
    await run();
  } finally {
    await updateInstance(world.operator, { mcpEnabled: true, maximumMcpPrivilege: "unlimited" });
  }
}
