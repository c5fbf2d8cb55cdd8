import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { createGate } from "./gate.ts";

/** A task that the test ends when it wants to. */
function createTask() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { run: () => promise, end: resolve };
}

describe("a gate", () => {
  const limits = { running: 2, waiting: 1, refusal: "Too many." };

  test("runs two at once, lets one wait, and turns the next away with its sentence", async () => {
    const gate = createGate(limits);
    const started: number[] = [];
    const tasks = [createTask(), createTask(), createTask()];
    const runs = tasks.map((task, index) =>
      gate.run(() => {
        started.push(index);
        return task.run();
      }),
    );
    await assert.rejects(
      gate.run(async () => undefined),
      (error) => error instanceof Unavailable && error.message === "Too many." && error.retryAfterSeconds > 0,
    );
    assert.deepEqual(started, [0, 1]);
    tasks[0]?.end();
    await runs[0];
    tasks[2]?.end();
    await runs[2];
    assert.deepEqual(started, [0, 1, 2]);
    for (const task of tasks) task.end();
    await Promise.all(runs);
  });

  test("says that there is no room before anything is begun, and there is again when a task has ended", async () => {
    const gate = createGate({ running: 1, waiting: 0, refusal: "Too many." });
    const task = createTask();
    gate.requireRoom();
    const run = gate.run(task.run);
    assert.throws(() => gate.requireRoom(), Unavailable);
    task.end();
    await run;
    assert.doesNotThrow(() => gate.requireRoom());
  });

  test("while others wait, a place rests after each task for as long as that took", async () => {
    const gate = createGate({ running: 1, waiting: 5, refusal: "Too many." });
    const startedAt: number[] = [];
    const work = async () => {
      startedAt.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await Promise.all([1, 2, 3].map(() => gate.run(work)));
    const [first = 0, second = 0, third = 0] = startedAt;
    assert.ok(second - first >= 95, `${second - first} ms`);
    assert.ok(third - second >= 95, `${third - second} ms`);
  });

  test("never runs more than its number, however many come", async () => {
    const gate = createGate({ ...limits, waiting: 100 });
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    };
    await Promise.all(Array.from({ length: 50 }, () => gate.run(work)));
    assert.equal(most, 2);
  });

  test("a failed task gives its place back", async () => {
    const gate = createGate({ running: 1, waiting: 0, refusal: "Too many." });
    await assert.rejects(
      gate.run(() => Promise.reject(new Error("No."))),
      /No\./,
    );
    assert.equal(await gate.run(async () => "done"), "done");
  });
});
