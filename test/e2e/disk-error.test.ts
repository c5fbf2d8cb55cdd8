import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { readStoredTimes } from "../support/open-store.ts";
import { removeDirectory, type StartedProduct, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, compareStored, sendEvent } from "../support/senders.ts";

const dataDirectory = temporaryDirectory();
/** The journal's second segment is the broken place of the disk: every synced write to it ends in EIO. */
const broken = join(dataDirectory, "journal", "0000000000000002.journal");
const CALLS = "write,writev,pwrite64,pwritev";
/** `-D`: the product is the process that is started, the tracer looks on from aside. */
const under = ["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-P", broken, "-e", `inject=${CALLS}:error=EIO`];
const LIMIT_MS = 60_000;
let product: StartedProduct | undefined;
after(async () => {
  await product?.kill();
  removeDirectory(dataDirectory);
});

function canTrace(): boolean {
  return (
    spawnSync("strace", ["-D", "-f", "-qqq", "-o", "/dev/null", "-e", "inject=chdir:error=EIO", "true"]).status === 0
  );
}

const skip = canTrace() ? false : "strace cannot be run here";

test("when the disk reports an error nothing of that moment is acknowledged, and another file takes over by itself", {
  skip,
}, async () => {
  const { projectId, publicKey } = await addProjectByCommand(dataDirectory);
  product = await startProduct({ dataDirectory, under, script: ["apps/server/src/cli.ts", "serve"] });
  const target = { origin: product.origin, publicKey };
  const answers: { id: string; status: number | null }[] = [];
  const statuses = () => answers.map(({ status }) => status);
  const until = performance.now() + LIMIT_MS;
  // Segments end by themselves every few seconds: the second one fails, the third one works.
  for (let sent = 0; performance.now() < until; sent += 1) {
    const failedAt = statuses().indexOf(503);
    if (
      failedAt >= 0 &&
      statuses()
        .slice(failedAt)
        .filter((status) => status === 200).length >= 20
    )
      break;
    const id = `eio_${sent}`;
    answers.push({ id, status: await sendEvent(target, id) });
  }
  assert.deepEqual([...new Set(statuses())].toSorted(), [200, 503], product.output());
  assert.ok(statuses().lastIndexOf(503) < answers.length - 20, "It recovers without a restart.");
  assert.match(product.output(), /EIO/);
  assert.equal(await product.stop(), 0);
  product = undefined;
  const rows = await readStoredTimes(dataDirectory, projectId);
  const acknowledged = answers.filter(({ status }) => status === 200).map(({ id }) => id);
  assert.deepEqual(compareStored(acknowledged, rows), { lost: [], doubled: [] });
  assert.equal(rows.length, acknowledged.length, "What was refused is not there.");
});
