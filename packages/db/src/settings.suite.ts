import assert from "node:assert/strict";
import { readSettings, writeSetting } from "./settings.ts";
import type { Suite } from "./testing/suite.ts";

export const settingsSuite: Suite = {
  "the last value written is read; what was never written is absent": async ({ db }) => {
    await writeSetting(db, "suite.a", "1");
    await writeSetting(db, "suite.a", "2");
    const settings = await readSettings(db);
    assert.equal(settings["suite.a"], "2");
    assert.equal("suite.b" in settings, false);
  },
};
