import assert from "node:assert/strict";
import { Forbidden, NotFound, newId } from "@heliometer/core";
import { addMember } from "../members/add.ts";
import { assertInvalid } from "../testing/refusals.ts";
import { START, type Suite } from "../testing/world.ts";
import { createProject } from "./create.ts";
import { findProject } from "./find.ts";
import { listProjects } from "./list.ts";
import { updateProject } from "./update.ts";

export const projectsSuite: Suite = {
  "a project starts with plain defaults": async ({ addProject }) => {
    const { id, organizationId, ...project } = await addProject({ name: "Shop" });
    assert.deepEqual(project, {
      name: "Shop",
      domains: [],
      timezone: "UTC",
      currency: "USD",
      weekStart: 1,
      mcpEnabled: true,
      role: "owner",
      scopes: ["analytics:read", "revenue:read", "customers:read"],
      plan: "starter",
      createdAt: START,
    });
    assert.notEqual(id, organizationId);
  },

  "what a person types is kept in one form": async ({ addProject }) => {
    const project = await addProject({
      name: "  Shop ",
      domains: ["Shop.Example.com", "shop.example.com", "bücher.example", "localhost"],
      timezone: "europe/paris",
      currency: "eur",
    });
    assert.equal(project.name, "Shop");
    assert.deepEqual(project.domains, ["shop.example.com", "xn--bcher-kva.example", "localhost"]);
    assert.equal(project.timezone, "Europe/Paris");
    assert.equal(project.currency, "EUR");
  },

  "zones by their newer names are kept as they are": async ({ addProject }) => {
    assert.equal((await addProject({ timezone: "Asia/Kolkata" })).timezone, "Asia/Kolkata");
    assert.equal((await addProject({ timezone: "Etc/GMT+5" })).timezone, "Etc/GMT+5");
  },

  "a user who may add a project becomes its owner": async ({ addProject, addMember: join }) => {
    const { id, organizationId } = await addProject();
    const owner = await join({ id }, "owner");
    const made = await createProject(owner.ctx, { organizationId, name: "Second" });
    assert.equal((await findProject(owner.ctx, { projectId: made.id })).role, "owner");
  },

  "admins cannot add a project, strangers do not learn of the organization": async (world) => {
    const { id, organizationId } = await world.addProject();
    const admin = await world.addMember({ id }, "admin");
    const stranger = await world.addUser();
    await assert.rejects(createProject(admin.ctx, { organizationId, name: "X" }), Forbidden);
    await assert.rejects(createProject(stranger.ctx, { organizationId, name: "X" }), NotFound);
    await assert.rejects(createProject(world.operator, { organizationId: newId(), name: "X" }), NotFound);
  },

  "a member finds the project with the own role; for others it does not exist": async (world) => {
    const project = await world.addProject();
    const editor = await world.addMember(project, "editor");
    const stranger = await world.addUser();
    assert.deepEqual(await findProject(editor.ctx, { projectId: project.id }), {
      ...project,
      role: "editor",
      scopes: ["analytics:read", "revenue:read"],
    });
    const foreign = await findProject(stranger.ctx, { projectId: project.id }).catch(String);
    const absent = await findProject(stranger.ctx, { projectId: newId() }).catch(String);
    assert.equal(foreign, absent);
    await assert.rejects(findProject(stranger.ctx, { projectId: project.id }), NotFound);
  },

  "a list holds the own projects alone, by name": async (world) => {
    const [b, a, other] = [
      await world.addProject({ name: "B" }),
      await world.addProject({ name: "A" }),
      await world.addProject({ name: "Other" }),
    ];
    const user = await world.addMember(b, "viewer");
    await addMember(world.operator, { projectId: a.id, email: user.email, role: "admin" });
    const list = await listProjects(user.ctx);
    assert.deepEqual(
      list.map(({ id, role }) => [id, role]),
      [
        [a.id, "admin"],
        [b.id, "viewer"],
      ],
    );
    const all = await listProjects(world.operator);
    assert.ok([a, b, other].every(({ id }) => all.some((project) => project.id === id)));
  },

  "an operator's own list holds memberships only": async ({ addProject, addUser }) => {
    await addProject();
    const operator = await addUser({ isOperator: true });
    assert.deepEqual(await listProjects(operator.ctx), []);
  },

  "an update changes what it names and leaves the rest": async (world) => {
    const project = await world.addProject({ timezone: "Europe/Paris", domains: ["a.example"] });
    const admin = await world.addMember(project, "admin");
    const changed = await updateProject(admin.ctx, { projectId: project.id, mcpEnabled: false, weekStart: 7 });
    assert.deepEqual(changed, { ...project, role: "admin", mcpEnabled: false, weekStart: 7 });
    assert.deepEqual(await updateProject(admin.ctx, { projectId: project.id }), changed);
    const cleared = await updateProject(admin.ctx, { projectId: project.id, domains: [] });
    assert.deepEqual(cleared.domains, []);
  },

  "editors cannot change a project, and are told which role can": async (world) => {
    const project = await world.addProject();
    const editor = await world.addMember(project, "editor");
    await assert.rejects(
      updateProject(editor.ctx, { projectId: project.id, name: "X" }),
      (error) => error instanceof Forbidden && /needs the role admin .* yours is editor/.test(error.message),
    );
  },

  "wrong fields of a project are named with what came and what works": async ({ addProject }) => {
    const cases = [
      { fields: { timezone: "Mars/Olympus" }, rule: /IANA/, example: { timezone: "Europe/Paris" } },
      { fields: { timezone: "+02:00" }, rule: /IANA/, example: { timezone: "Europe/Paris" } },
      { fields: { currency: "EURO" }, rule: /ISO 4217/, example: { currency: "EUR" } },
      { fields: { currency: "ZZZ" }, rule: /ISO 4217/, example: { currency: "EUR" } },
      { fields: { weekStart: 0 }, rule: /1 \(Monday\) to 7/, example: { weekStart: 1 } },
      { fields: { weekStart: 8 }, rule: /1 \(Monday\) to 7/, example: { weekStart: 1 } },
      { fields: { weekStart: 1.5 }, rule: /1 \(Monday\) to 7/, example: { weekStart: 1 } },
    ];
    for (const { fields, rule, example } of cases) {
      const [[field = "", received] = []] = Object.entries(fields);
      await assertInvalid(addProject(fields), { field, rule, received, example });
    }
  },

  "what is no host name is refused with its place in the list": async ({ addProject }) => {
    const example = { domains: ["shop.example.com"] };
    const wrong = [
      "https://a.example",
      "a.example/path",
      "a.example:80",
      "a..b",
      "-a.example",
      "a b",
      "a@b",
      "%61.b",
      "a_*",
    ];
    for (const received of [...wrong, "x".repeat(64), `${"a.".repeat(130)}a`]) {
      const making = addProject({ domains: ["good.example", received] });
      await assertInvalid(making, { field: "domains.1", rule: /host name/, received, example });
    }
    const many = Array.from({ length: 51 }, (_, index) => `h${index}.example`);
    await assertInvalid(addProject({ domains: many }), {
      field: "domains",
      rule: /at most 50/,
      received: many,
      example,
    });
  },
};
