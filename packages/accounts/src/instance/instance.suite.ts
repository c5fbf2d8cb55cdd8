import assert from "node:assert/strict";
import { Forbidden } from "@heliometer/core";
import { writeSetting } from "@heliometer/db";
import { assertInvalid } from "../testing/refusals.ts";
import type { Suite } from "../testing/world.ts";
import { readInstance } from "./read.ts";
import { PRIVILEGE_LEVELS, SETTING_NAMES } from "./settings.ts";
import { updateInstance } from "./update.ts";

const DEFAULTS = { mcpEnabled: true, maximumMcpPrivilege: "unlimited", defaultPlan: "starter" } as const;

export const instanceSuite: Suite = {
  "an update changes what it names and leaves the rest": async (world) => {
    assert.deepEqual(await readInstance(world.operator), DEFAULTS);
    try {
      const changed = await updateInstance(world.operator, { mcpEnabled: false, maximumMcpPrivilege: "editor" });
      assert.deepEqual(changed, { ...DEFAULTS, mcpEnabled: false, maximumMcpPrivilege: "editor" });
      assert.deepEqual(await readInstance(world.operator), changed);
    } finally {
      assert.deepEqual(await updateInstance(world.operator, DEFAULTS), DEFAULTS);
    }
  },

  "only operators change the instance": async ({ addUser, addProject, addMember }) => {
    const owner = await addMember(await addProject(), "owner");
    await assert.rejects(updateInstance(owner.ctx, { mcpEnabled: false }), Forbidden);
    const operator = await addUser({ isOperator: true });
    assert.deepEqual(await updateInstance(operator.ctx, {}), DEFAULTS);
  },

  "an unknown level is named with the known ones": async ({ operator }) => {
    const wrong = updateInstance(operator, { maximumMcpPrivilege: JSON.parse('"root"') });
    const told = { received: "root", allowed: PRIVILEGE_LEVELS };
    await assertInvalid(wrong, { field: "maximumMcpPrivilege", rule: /none of/, ...told });
  },

  "a stored value that nobody knows counts as the default": async ({ db, operator }) => {
    await writeSetting(db, SETTING_NAMES.defaultPlan, "platinum");
    try {
      assert.deepEqual(await readInstance(operator), DEFAULTS);
    } finally {
      await writeSetting(db, SETTING_NAMES.defaultPlan, "starter");
    }
  },
};
