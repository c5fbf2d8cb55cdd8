import { setTimeout } from "node:timers/promises";

/** An acknowledged event is in reports within this time on a machine that does more than this test. */
const LIMIT_MS = 15_000;
const POLL_MS = 50;

/**
 * Reads again until the answer is as expected, because an event is acknowledged before it stands in a report. Resolves
 * with the last answer in any case, so that the assertion on it says what is wrong.
 */
export async function eventually<Answer>(
  read: () => Promise<Answer>,
  isExpected: (answer: Answer) => boolean,
): Promise<Answer> {
  const limit = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await read();
    if (isExpected(answer) || performance.now() > limit) return answer;
    await setTimeout(POLL_MS);
  }
}
