import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { createReportGate } from "./report-gate.ts";

const NEVER = new AbortController().signal;

suite("the gate of a project's reports", () => {
  function openGate() {
    const gate = createReportGate({ atOnce: 2, waitingMax: 2 });
    const ends: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const enter = (projectId: string, signal: AbortSignal = NEVER) =>
      gate.run(projectId, signal, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
      });
    const endOne = async () => {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { enter, endOne, running: () => running, most: () => most };
  }

  test("runs as many at once as it may, and the others in their order", async () => {
    const { enter, endOne, running, most } = openGate();
    const all = [enter("a"), enter("a"), enter("a"), enter("a")];
    assert.equal(running(), 2);
    for (let left = 4; left > 0; left -= 1) await endOne();
    await Promise.all(all);
    assert.deepEqual([running(), most()], [0, 2]);
  });

  test("leaves room for other projects", () => {
    const { enter, running } = openGate();
    for (const projectId of ["a", "a", "a", "b"]) void enter(projectId);
    assert.equal(running(), 3);
  });

  test("refuses when too many wait, with the seconds after which asking again helps", async () => {
    const { enter } = openGate();
    for (let index = 0; index < 4; index += 1) void enter("a");
    await assert.rejects(enter("a"), (error) => error instanceof Unavailable && /5 seconds/.test(error.message));
  });

  test("who leaves the line makes room in it", async () => {
    const { enter, endOne, running } = openGate();
    const client = new AbortController();
    void enter("a");
    void enter("a");
    const left = enter("a", client.signal);
    client.abort(new Error("gone"));
    await assert.rejects(left, /gone/);
    const [next, last] = [enter("a"), enter("a")];
    for (let count = 4; count > 0; count -= 1) await endOne();
    await Promise.all([next, last]);
    assert.equal(running(), 0);
  });

  test("a report that fails gives its place back", async () => {
    const gate = createReportGate({ atOnce: 1, waitingMax: 1 });
    await assert.rejects(gate.run("a", NEVER, () => Promise.reject(new Error("broken"))));
    assert.equal(await gate.run("a", NEVER, async () => "fine"), "fine");
  });
});
