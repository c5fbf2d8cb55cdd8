import { after, before, describe, test } from "node:test";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "@heliometer/db/testing";
import { callsSuite } from "./calls/calls.suite.ts";
import { callCountSuite } from "./calls/count.suite.ts";
import { attemptsSuite } from "./connections/attempts.suite.ts";
import { connectionsSuite } from "./connections/connections.suite.ts";
import { revocationSuite } from "./connections/revocation.suite.ts";
import { tokensSuite } from "./connections/tokens.suite.ts";
import { instanceSuite } from "./instance/instance.suite.ts";
import { mcpRefusalSuite } from "./instance/mcp-refusal.suite.ts";
import { invitationsSuite } from "./invitations/invitations.suite.ts";
import { authenticateKeySuite } from "./keys/authenticate.suite.ts";
import { keysSuite } from "./keys/keys.suite.ts";
import { publicKeyCacheSuite } from "./keys/public-key-cache.suite.ts";
import { membersSuite } from "./members/members.suite.ts";
import { organizationsSuite } from "./organizations/organizations.suite.ts";
import { privacySuite } from "./privacy/privacy.suite.ts";
import { projectsSuite } from "./projects/projects.suite.ts";
import { refusedSuite } from "./refused/refused.suite.ts";
import { secondFactorSuite } from "./second-factor/second-factor.suite.ts";
import { sessionsSuite } from "./sessions/sessions.suite.ts";
import { signInLimitsSuite } from "./sessions/sign-in-limits.suite.ts";
import { createWorld, type Suite } from "./testing/world.ts";
import { usersSuite } from "./users/users.suite.ts";

const SUITES: Readonly<Record<string, Suite>> = {
  users: usersSuite,
  sessions: sessionsSuite,
  "limits of signing in": signInLimitsSuite,
  "the second factor": secondFactorSuite,
  organizations: organizationsSuite,
  projects: projectsSuite,
  "privacy of visitors": privacySuite,
  members: membersSuite,
  invitations: invitationsSuite,
  keys: keysSuite,
  "checking keys": authenticateKeySuite,
  "remembered public keys": publicKeyCacheSuite,
  "refused events": refusedSuite,
  connections: connectionsSuite,
  "attempts to connect": attemptsSuite,
  "revocation and live rights": revocationSuite,
  "checking access tokens": tokensSuite,
  "instance settings": instanceSuite,
  "the decision over MCP": mcpRefusalSuite,
  "the log of calls over MCP": callsSuite,
  "counts of calls over MCP": callCountSuite,
};

for (const name of TEST_ENGINES) {
  describe(`accounts on ${name}`, () => {
    let engine: TestEngine | undefined;
    let db: Database | undefined;
    before(async () => {
      engine = await startTestEngine(name);
      db = await openDatabase(await engine.createDatabase());
      await migrate(db);
    });
    after(async () => {
      await db?.destroy();
      await engine?.close();
    });
    for (const [subject, suite] of Object.entries(SUITES)) {
      describe(subject, () => {
        for (const [sentence, run] of Object.entries(suite)) {
          test(sentence, async () => {
            if (!db) throw new Error("The engine did not start.");
            await run(createWorld(db));
          });
        }
      });
    }
  });
}
