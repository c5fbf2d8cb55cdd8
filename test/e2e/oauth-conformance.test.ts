import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { answerConsent } from "@heliometer/oauth/testing";
import { startDemo } from "../support/demo.ts";
import { startProgram } from "../support/interactive-program.ts";
import { readJson } from "../support/json.ts";
import { freePort, removeDirectory, temporaryDirectory } from "../support/product.ts";

const runner = fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js"));

test("the authorization suite of the protocol's conformance package passes three checks of three", async () => {
  const product = await startDemo({ env: { CLIENT_DOCUMENTS: "on" } });
  const results = temporaryDirectory();
  try {
    const port = await freePort();
    const registered = await fetch(`${product.origin}/oauth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: "Conformance",
        redirect_uris: [`http://127.0.0.1:${port}/callback`],
        token_endpoint_auth_method: "none",
      }),
    });
    const { client_id } = await readJson(registered);
    const where = ["authorization", "--url", product.origin, "--client-id", client_id, "--port", String(port)];
    const run = startProgram([process.execPath, runner, ...where, "--output-dir", results]);
    const [url] = await run.waitFor(/http:\S+\/oauth\/authorize\?\S+/);

    const callback = await answerConsent(url, product.demo());
    await fetch(callback);

    assert.equal(await run.ended, 0, run.output());
    const checks = readChecks(results);
    assert.deepEqual(
      checks.map(({ status }) => status),
      ["SUCCESS", "SUCCESS", "SUCCESS"],
      JSON.stringify(checks),
    );
  } finally {
    await product.stop();
    removeDirectory(product.dataDirectory);
    removeDirectory(results);
  }
});

function readChecks(directory: string): { id: string; status: string }[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("checks.json"))
    .flatMap((path) => JSON.parse(readFileSync(join(directory, path), "utf8")) as { id: string; status: string }[]);
}
