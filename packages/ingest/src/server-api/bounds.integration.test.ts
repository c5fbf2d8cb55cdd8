import assert from "node:assert/strict";
import { test } from "node:test";
import { updatePrivacy } from "@heliometer/accounts";
import { NOON, startServer } from "../testing/server.ts";

interface BatchAnswer {
  results: { status: string; error?: { message: string } }[];
}

const DAY_MS = 86_400_000;
const BATCH = "/api/v1/events/batch";

test("history reaches back as far as the project keeps what happened, and no further", async () => {
  const keeping = await startServer();
  try {
    await updatePrivacy(keeping.ctx, { projectId: keeping.projectId, retentionDays: 60 });
    const headers = { "x-api-key": keeping.secretKey };
    const at = (days: number) => ({ visitorId: "v", eventName: "old", timestamp: NOON - days * DAY_MS });
    const answer = await keeping.post(BATCH, [at(59), at(61)], headers);
    const { results } = answer.body as unknown as BatchAnswer;
    assert.deepEqual(
      results.map(({ status }) => status),
      ["accepted", "refused"],
    );
    assert.match(
      results[1]?.error?.message ?? "",
      /must not be older than what this project keeps, which begins at 2025-12-31T12/,
    );
    assert.equal((await keeping.post("/api/v1/track", at(61), headers)).status, 400);
  } finally {
    await keeping.close();
  }
});

test("a key's calls of a minute are limited, and the answer says when to come back", async () => {
  const small = await startServer({ serverRates: { track: 2, identify: 0, user_id: 1, batch: 1 } });
  try {
    const track = () => small.post("/api/v1/track", { userId: "u", eventName: "x" }, { "x-api-key": small.secretKey });
    const answers = [await track(), await track(), await track()];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.deepEqual(
      answers.map(({ headers }) => headers.get("x-ratelimit-remaining")),
      ["1", "0", "0"],
    );
    const [, , over] = answers;
    assert.equal(over?.headers.get("retry-after"), "60");
    assert.equal(over?.headers.get("x-ratelimit-reset"), String(NOON / 1_000 + 60));
    const identify = () => small.post("/api/v1/identify", { userId: "u" }, { "x-api-key": small.secretKey });
    for (let call = 0; call < 5; call += 1) assert.equal((await identify()).status, 200);
  } finally {
    await small.close();
  }
});
