import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import { readJson } from "../support/json.ts";
import { removeDirectory, type StartedProduct, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, sendEvent } from "../support/senders.ts";

const SIZE_MB = 48;
const BYTES_PER_MB = 1_048_576;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
const disk = temporaryDirectory();
const isMounted = mount();
let project: Awaited<ReturnType<typeof addProjectByCommand>>;
before(async () => {
  if (isMounted) project = await addProjectByCommand(disk);
});
let product: StartedProduct | undefined;
after(async () => {
  await product?.kill();
  if (isMounted) execFileSync("umount", [disk]);
  removeDirectory(disk);
});

/** A disk of its own for the data directory; where this process may not mount one, the test is skipped. */
function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "tmpfs", disk], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const skip = isMounted ? false : "no right to mount a small disk here";

test("on a full disk nothing is acknowledged, reports answer, and room brings collecting back without a restart", {
  skip,
}, async () => {
  const { publicKey } = project;
  product = await startProduct({ dataDirectory: disk, env: { INGEST_FREE_DISK_MB: "0" }, script: SCRIPT });
  const target = { origin: product.origin, publicKey };
  const acknowledged: string[] = [];
  const send = async (id: string) => {
    const status = await sendEvent(target, id);
    if (status === 200) acknowledged.push(id);
    return status;
  };
  for (let index = 0; index < 50; index += 1) assert.equal(await send(`before_${index}`), 200);
  const ballast = join(disk, "ballast");
  fill(ballast);
  const statuses = new Set<number | null>();
  for (let index = 0; index < 50; index += 1) statuses.add(await send(`full_${index}`));
  assert.ok(statuses.has(503), `${[...statuses]}`);
  const known = acknowledged.length;
  for (let index = 0; index < 20; index += 1) assert.equal(await send(`still_${index}`), 503);
  assert.equal(acknowledged.length, known, "Once the disk has refused, nothing is acknowledged.");
  assert.equal((await askEvents(product)).status, 200);
  rmSync(ballast);
  const recovered = await eventually(
    () => send(`after_${Math.random()}`.replace(".", "_")),
    (status) => status === 200,
  );
  assert.equal(recovered, 200, product.output());
  for (let index = 0; index < 20; index += 1) assert.equal(await send(`again_${index}`), 200);
  const running = product;
  const count = async () => (await askEvents(running)).count;
  assert.equal(
    await eventually(count, (events) => events === acknowledged.length),
    acknowledged.length,
    product.output(),
  );
  assert.equal(await product.stop(), 0);
  product = undefined;
});

test("with less free space than is asked for events are refused within a second, and taken again soon after", {
  skip,
}, async () => {
  const { publicKey } = project;
  const env = { INGEST_FREE_DISK_MB: "8" };
  product = await startProduct({ dataDirectory: disk, env, script: SCRIPT });
  const target = { origin: product.origin, publicKey };
  assert.equal(await sendEvent(target, "room"), 200);
  const ballast = join(disk, "ballast");
  fill(ballast, 4 * BYTES_PER_MB);
  await setTimeout(1_000);
  assert.equal(await sendEvent(target, "no_room"), 503);
  assert.equal((await fetch(`${product.origin}/readyz`)).status, 200, "Questions are answered.");
  rmSync(ballast);
  assert.equal(
    await eventually(
      () => sendEvent(target, "no_room"),
      (status) => status === 200,
    ),
    200,
  );
  assert.equal(await product.stop(), 0);
  product = undefined;
});

/** Writes until there is no more room than the rest that is asked for. */
function fill(path: string, restBytes = 0): void {
  const block = Buffer.alloc(BYTES_PER_MB);
  const available = () => Number(execFileSync("df", ["--output=avail", "-B1", disk]).toString().split("\n")[1]);
  writeFileSync(path, "");
  while (available() > restBytes) {
    try {
      writeFileSync(path, block.subarray(0, Math.min(block.length, available() - restBytes)), { flag: "a" });
    } catch {
      return;
    }
  }
}

async function askEvents({ origin }: StartedProduct) {
  const { secretKey, projectId } = project;
  const day = new Date().toISOString().slice(0, 10);
  const answer = await fetch(
    `${origin}/api/v1/projects/${projectId}/analytics?startDate=${day}&endDate=${day}&timezone=UTC`,
    { headers: { "x-api-key": secretKey } },
  );
  const { data } = await readJson(answer);
  return { status: answer.status, count: Number(data?.uniqueVisitors) };
}
