import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readJson } from "../support/json.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

let product: StartedProduct;
before(async () => {
  product = await startProduct();
});
after(async () => {
  await product.stop();
  removeDirectory(product.dataDirectory);
});

test("the first start prints the URL, an owner, a read-only key and lines that can be pasted into clients", () => {
  const demo = product.demo();
  assert.equal(demo.email, "owner@example.com");
  assert.ok(demo.password.length >= 10);
  assert.match(demo.secretKey, /^hm_sk_[\w-]{43}$/);
  assert.ok(
    product
      .output()
      .includes(`claude mcp add --transport http heliometer ${product.mcpUrl} --header "X-API-Key: ${demo.secretKey}"`),
  );
  assert.ok(product.output().includes(`codex mcp add heliometer --url ${product.mcpUrl}`));
});

test("a second process on the same data directory stops with a sentence that names the directory and the first process", async () => {
  const { code, output } = await runToEnd({ port: await freePort(), dataDirectory: product.dataDirectory });
  assert.equal(code, 1);
  assert.equal(
    output.trim(),
    `The data directory ${product.dataDirectory} is in use by another Heliometer process (process ${product.pid}). Stop that one first, or set DATA_DIR to another directory.`,
  );
});

test("a port in use stops the start with a sentence and leaves nothing locked", async () => {
  const dataDirectory = temporaryDirectory();
  const blocker = createServer();
  blocker.listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const address = blocker.address();
  assert.ok(address && typeof address === "object");
  const first = await runToEnd({ port: address.port, dataDirectory, script: ["apps/server/src/cli.ts", "serve"] });
  assert.equal(first.code, 1);
  assert.equal(
    first.output.trim(),
    `Port ${address.port} on 127.0.0.1 is in use by another program. Stop it, or choose another port: PORT=3001 npm start`,
  );
  blocker.close();
  removeDirectory(dataDirectory);
});

test("every wrong variable of the environment is named in one go, without a stack trace", async () => {
  const dataDirectory = temporaryDirectory();
  const { code, output } = await runToEnd({
    port: 3000,
    dataDirectory,
    env: { PORT: "99999", PUBLIC_URL: "http://analytics.example.com", LOG_LEVEL: "loud", DATABASE_URL: "mysql://x" },
  });
  assert.equal(code, 1);
  const lines = output.trim().split("\n");
  assert.equal(lines.length, 4, output);
  for (const name of ["PORT", "PUBLIC_URL", "LOG_LEVEL", "DATABASE_URL"]) {
    assert.ok(
      lines.some((line) => line.startsWith(name)),
      `${name} in:\n${output}`,
    );
  }
  removeDirectory(dataDirectory);
});

test("a data directory that cannot be made stops the start with a sentence", async () => {
  const dataDirectory = temporaryDirectory();
  const file = "/dev/null";
  const { code, output } = await runToEnd({ port: await freePort(), dataDirectory: join(file, "data") });
  assert.equal(code, 1);
  assert.match(output.trim(), /^The data directory \/dev\/null\/data cannot be written \(ENOTDIR\)\. Give this user/);
  removeDirectory(dataDirectory);
});

test("the command line adds users, projects and keys beside the running server, and the server honours them at once", async () => {
  const run = (...args: string[]) =>
    runToEnd({
      port: Number(new URL(product.origin).port),
      dataDirectory: product.dataDirectory,
      script: ["apps/server/src/cli.ts", ...args],
    });
  const user = await run("user", "add", "--email", "Ada@Example.org", "--name", "Ada");
  assert.equal(user.code, 0, user.output);
  const project = await run(
    "project",
    "add",
    "--name",
    "Second",
    "--owner",
    "ada@example.org",
    "--timezone",
    "Asia/Tokyo",
  );
  assert.equal(project.code, 0, project.output);
  const id = /Project Second added: (\S+)/.exec(project.output)?.[1];
  assert.ok(id, project.output);
  const made = await run("key", "create", "--project", id, "--kind", "read-only");
  const key = /^hm_sk_\S+/m.exec(made.output)?.[0];
  assert.ok(key, made.output);
  const me = await fetch(`${product.origin}/api/v1/me`, { headers: { "x-api-key": key } });
  assert.deepEqual(await readJson(me), { data: { projectId: id, name: "Second", timezone: "Asia/Tokyo" } });

  const wrong = await run(
    "project",
    "add",
    "--name",
    "Third",
    "--owner",
    "ada@example.org",
    "--timezone",
    "Europe/Pari",
  );
  assert.equal(wrong.code, 1);
  assert.match(wrong.output, /^timezone: .*Europe\/Pari/m);
  assert.doesNotMatch(wrong.output, /\n\s+at /);
});

test("SIGTERM ends the product cleanly within five seconds", async () => {
  const dataDirectory = temporaryDirectory();
  mkdirSync(dataDirectory, { recursive: true });
  chmodSync(dataDirectory, 0o700);
  const other = await startProduct({ dataDirectory, script: ["apps/server/src/cli.ts", "serve"] });
  const startedAt = performance.now();
  assert.equal(await other.stop(), 0, other.output());
  assert.ok(performance.now() - startedAt < 5_000);
  removeDirectory(dataDirectory);
});

test("npm start's wrapper runs offline once everything is installed", async () => {
  const dataDirectory = temporaryDirectory();
  const child = spawn("node", ["apps/server/bin/pinned.mjs", "apps/server/src/cli.ts", "help"], {
    cwd: new URL("../..", import.meta.url),
    // A registry that refuses every connection stands in for a machine without a network.
    env: { ...process.env, npm_config_registry: "http://127.0.0.1:9", DATA_DIR: dataDirectory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  assert.match(output, /Usage: npm run heliometer -- COMMAND/);
  removeDirectory(dataDirectory);
});
