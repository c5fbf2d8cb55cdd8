import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openDatabase } from "@heliometer/db";
import { eventually } from "../support/eventually.ts";
import { readJson } from "../support/json.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";
import { addProjectByCommand, sendEvent } from "../support/senders.ts";

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";
const dataDirectory = temporaryDirectory();
let project: Awaited<ReturnType<typeof addProjectByCommand>>;
let product: StartedProduct;
before(async () => {
  project = await addProjectByCommand(dataDirectory);
  product = await startProduct({ dataDirectory, script: ["apps/server/src/cli.ts", "serve"] });
});
after(async () => {
  await product?.stop();
  removeDirectory(dataDirectory);
});

/** A command beside the running product, on the same store. */
async function run(...words: string[]) {
  return runToEnd({ port: await freePort(), dataDirectory, script: ["apps/server/src/cli.ts", ...words] });
}

async function countVisitors(): Promise<number> {
  const path = `/api/v1/projects/${project.projectId}/analytics?period=today`;
  const answer = await fetch(`${product.origin}${path}`, { headers: { "x-api-key": project.secretKey } });
  return (await readJson(answer)).data.uniqueVisitors;
}

/** What a body of the kept events says is changed, as if the cause of its refusal had been mended. */
async function mend(wrong: string, right: string): Promise<void> {
  const db = await openDatabase({ engine: "sqlite", path: join(dataDirectory, "control.sqlite") });
  try {
    const rows = await db.selectFrom("refused_events").select(["id", "body"]).execute();
    for (const { id, body } of rows) {
      await db
        .updateTable("refused_events")
        .set({ body: body.replace(wrong, right) })
        .where("id", "=", id)
        .execute();
    }
  } finally {
    await db.destroy();
  }
}

test("refused events are listed with their reason, and taken in again by the running product, once", async () => {
  const of = ["--project", project.projectId];
  assert.match((await run("refused", "list", ...of)).output, /^Nothing was refused in the last seven days\.$/m);
  assert.match((await run("refused", "replay", ...of)).output, /^Nothing is kept that could be sent again\.$/m);
  await sendEvent({ origin: product.origin, publicKey: project.publicKey }, "good");
  const sent = await fetch(`${product.origin}/api/t/ce`, {
    method: "POST",
    headers: { "x-api-key": project.publicKey, "content-type": "application/json", "user-agent": BROWSER },
    body: JSON.stringify({ visitorId: "v-refused", eventName: "2fast", path: "/\u009b31m" }),
  });
  assert.equal(sent.status, 400);
  const list = () => run("refused", "list", ...of, "--reason", "invalid_field");
  const listed = await eventually(list, ({ output }) => output.includes("invalid_field"));
  assert.match(listed.output, /^invalid_field {2}1 left out, 1 kept$/m);
  assert.match(listed.output, /^\d{4}-\d\d-\d\dT.*Z {2}\/api\/t\/ce {2}invalid_field\n {2}eventName: must start/m);
  assert.match(listed.output, /^ {2}\{"visitorId":"v-refused","eventName":"2fast","path":"\/ 31m"\}$/m);

  await mend("2fast", "fast");
  const replayed = await run("refused", "replay", ...of, "--reason", "invalid_field");
  assert.match(replayed.output, /^Noted; kept events to be sent again: 1\./m);
  const left = await eventually(list, ({ output }) => output.includes("0 kept"));
  assert.match(left.output, /^invalid_field {2}1 left out, 0 kept$/m);
  assert.equal(await eventually(countVisitors, (visitors) => visitors === 2), 2);
});

test("a refused event of a batch is listed for itself; a project or an option that does not exist is named", async () => {
  await fetch(`${product.origin}/api/v1/events/batch`, {
    method: "POST",
    headers: { "x-api-key": project.secretKey, "content-type": "application/json" },
    body: JSON.stringify([{ visitorId: "v-server", eventName: "3fast" }]),
  });
  const list = () => run("refused", "list", "--project", project.projectId);
  const { output } = await eventually(list, (listed) => listed.output.includes("3fast"));
  assert.match(output, /1 kept\n\n.*\/api\/v1\/events\/batch {2}invalid_field/);
  for (const [words, told] of [
    [["refused", "list"], /--project: is required\. Usage: npm run heliometer -- refused list --project ID/],
    [["refused", "replay", "--project", "nobody"], /No such project/],
    [["refused", "list", "--project", project.projectId, "--newest"], /Unknown option '--newest'/],
  ] as const) {
    const ran = await run(...words);
    assert.equal(ran.code, 1);
    assert.match(ran.output, told);
  }
});

test("a visitor whom the command line erases is gone from the reports of the running product", async () => {
  for (const id of ["stays", "leaves"]) await sendEvent({ origin: product.origin, publicKey: project.publicKey }, id);
  assert.equal(await eventually(countVisitors, (visitors) => visitors === 4), 4);
  const of = ["--project", project.projectId];
  const both = await run("visitor", "erase", ...of, "--visitor", "v-leaves", "--email", "ada@example.com");
  assert.deepEqual([both.code, /give one of visitor id, user id/.test(both.output)], [1, true], both.output);
  const asked = await run("visitor", "erase", ...of, "--visitor", "v-leaves");
  assert.match(asked.output, /^Noted as [0-9a-f]{16}\. A running server erases it within a minute/m);
  assert.equal(await eventually(countVisitors, (visitors) => visitors === 3), 3);
});
