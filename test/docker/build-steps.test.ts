// Proves the image without an engine: every COPY and RUN of the Dockerfile is taken in a clean folder, then the product
// is started there as the image would start it, with the production dependencies alone.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type BuiltStage, build } from "./build.ts";
import { copyContext, isSent, readPatterns } from "./context.ts";
import { parseDockerfile } from "./dockerfile.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGES_MAX = 120;
const HEALTHY_LIMIT_MS = 60_000;
const workspace = mkdtempSync(join(tmpdir(), "heliometer-image-"));
let image: BuiltStage;

before(() => {
  const context = join(workspace, "context");
  copyContext(root, context);
  const stages = parseDockerfile(readFileSync(join(root, "docker/Dockerfile"), "utf8"));
  image = build({ stages, context, workspace, note: (line) => console.log(`  ${line}`) });
});

after(() => rmSync(workspace, { recursive: true, force: true }));

test("the build is sent the product's sources and nothing else", () => {
  const patterns = readPatterns(readFileSync(join(root, ".dockerignore"), "utf8"));
  const sent = ["package.json", "packages/core/src/index.ts", "apps/server/src/main.ts", "test/package.json"];
  const kept = [
    "data/control.sqlite",
    "packages/core/src/a.test.ts",
    "packages/core/node_modules/x",
    "test/run.ts",
    ".env",
    ".git/HEAD",
    "docker/.env",
  ];
  assert.deepEqual(
    sent.filter((name) => !isSent(name, patterns)),
    [],
  );
  assert.deepEqual(
    kept.filter((name) => isSent(name, patterns)),
    [],
  );
});

test("the image runs as a user without rights, keeps its data on a volume and names its port", () => {
  assert.match(image.user, /^[1-9]\d*:[1-9]\d*$/);
  assert.deepEqual(image.volumes, [image.environment.DATA_DIR]);
  assert.deepEqual(image.exposed, [image.environment.PORT]);
  assert.equal(image.environment.HOST, "0.0.0.0");
});

test("the image holds production packages alone, no tests, and stays below the limit of packages", () => {
  const app = join(image.root, image.workingDirectory);
  for (const tool of ["typescript", "@biomejs/biome", "knip", "node"]) {
    assert.ok(!existsSync(join(app, "node_modules", tool)), tool);
  }
  assert.deepEqual(globSync("{apps,packages}/*/{src,test}/**/*.test.ts", { cwd: app }), []);
  const packages = globSync("node_modules/.pnpm/*@*", { cwd: app });
  assert.ok(packages.length > 0 && packages.length <= PACKAGES_MAX, `${packages.length} packages`);
});

test("the product starts from the image's files, is healthy by the image's own check, and stops with 0", async () => {
  const port = await freePort();
  const dataDirectory = join(image.root, image.environment.DATA_DIR ?? "");
  mkdirSync(dataDirectory, { recursive: true });
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    ...image.environment,
    // What differs from a container: its own network and its own root are missing here.
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDirectory,
    PUBLIC_URL: `http://localhost:${port}`,
  };
  const cwd = join(image.root, image.workingDirectory);
  const [command = "", ...args] = image.entryPoint;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    await waitUntilHealthy(child, () => checkHealth(env, cwd), output);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    assert.equal(response.status, 200);
  } finally {
    child.kill(image.stopSignal as NodeJS.Signals);
  }
  assert.equal(await ended, 0, output.join(""));
  assert.notEqual(checkHealth(env, cwd), 0, "a stopped product is not healthy");
});

/** Runs the image's HEALTHCHECK as it stands; resolves with its exit code. */
function checkHealth(env: Record<string, string>, cwd: string): number | null {
  const [command = "", ...args] = image.healthCheck;
  return spawnSync(command, args, { cwd, env, timeout: 10_000 }).status;
}

async function waitUntilHealthy(child: ChildProcess, check: () => number | null, output: string[]): Promise<void> {
  const limit = performance.now() + HEALTHY_LIMIT_MS;
  while (performance.now() < limit) {
    if (check() === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(child.exitCode, null, `The product ended:\n${output.join("")}`);
  }
  assert.fail(`The product was not healthy in time:\n${output.join("")}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : assert.fail("No port was given.");
}
