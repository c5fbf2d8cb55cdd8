import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { startServer, type TestServer } from "../testing/server.ts";

const RUNS = 60;
const UNLIMITED = { pageview: 0, event: 0, identify: 0, beacon: 0, heartbeat: 0, vital: 0, error: 0 };
const PATHS = ["/api/t/e", "/api/t/ce", "/api/t/i", "/api/t/b", "/api/t/h", "/api/t/v", "/api/t/er"];
const SERVER_PATHS = ["/api/v1/track", "/api/v1/identify", "/api/v1/events/batch"];
/** Bodies that are taken, so that a change reaches what lies behind the first check. */
const GOOD = {
  visitorId: "v",
  pageViewId: "p",
  path: "/",
  eventName: "x",
  duration: 5,
  metric: "LCP",
  value: 1,
  type: "error",
  message: "m",
  userId: "u",
};
const FIELDS = [...Object.keys(GOOD), "properties", "identify", "metadata", "traits", "context", "vitals", "stack"];
const MORE = [
  "timestamp",
  "utmParams",
  "hostname",
  "email",
  "name",
  "session",
  "eventId",
  "country",
  "__proto__",
  "constructor",
];

let server: TestServer;
before(async () => {
  server = await startServer({
    rates: { visitor: UNLIMITED, project: 0 },
    serverRates: { track: 0, identify: 0, user_id: 0, batch: 0 },
  });
});
after(() => server.close());

const body = fc
  .dictionary(fc.constantFrom(...FIELDS, ...MORE), fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.double()))
  .map((change) => JSON.stringify({ ...GOOD, ...change }));

for (const path of [...PATHS, ...SERVER_PATHS]) {
  test(`${path} takes any JSON object or refuses it with a sentence, and never fails`, async () => {
    const isServer = SERVER_PATHS.includes(path);
    const headers: Record<string, string> = isServer ? { "x-api-key": server.secretKey } : {};
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const answer = await server.post(path, path.endsWith("batch") ? `[${text}]` : text, headers);
        assert.ok([200, 400].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)} for ${text}`);
        if (answer.status === 400)
          assert.ok(answer.body.error.message.startsWith(`${answer.body.error.details.field}: `));
      }),
      { numRuns: RUNS },
    );
  });
}

test("whatever was taken of them can be read again", async () => {
  const rows = await server.rows("select properties from events where properties <> ''");
  for (const { properties } of rows) assert.equal(typeof JSON.parse(String(properties)), "object");
});
