import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type FixtureEndpoint, openFixtureEndpoint } from "@heliometer/mcp/testing";
import { failuresOf, runConformance } from "../support/conformance.ts";
import { startDemo } from "../support/demo.ts";
import { removeDirectory, type StartedProduct, temporaryDirectory } from "../support/product.ts";
import { openTokenForwarder, type TokenForwarder } from "../support/token-forwarder.ts";

const results = temporaryDirectory();
after(() => removeDirectory(results));

function folder(name: string): string {
  const path = join(results, name);
  mkdirSync(path);
  return path;
}

suite("the product, measured by the protocol's conformance suite", () => {
  let product: StartedProduct;
  let forwarder: TokenForwarder;
  before(async () => {
    product = await startDemo({ env: { MCP_CALLS_PER_MINUTE: "0" } });
    forwarder = await openTokenForwarder(product.mcpUrl, product.demo().secretKey);
  });
  after(async () => {
    await forwarder.close();
    await product.stop();
    removeDirectory(product.dataDirectory);
  });

  const runs = {
    "2026-07-28": { choice: ["--requirements", "2026-07-28"], passing: 105 },
    "2025-11-25": { choice: ["--requirements", "2025-11-25"], passing: 35 },
    "2025-06-18": { choice: ["--suite", "all", "--spec-version", "2025-06-18"], passing: 30 },
  };
  for (const [revision, { choice, passing }] of Object.entries(runs)) {
    test(`at ${revision} it fails no check but those that look for the suite's own tools`, async () => {
      const baseline = fileURLToPath(new URL(`../conformance/production-${revision}.yml`, import.meta.url));
      const options = [...choice, "--expected-failures", baseline];
      const run = await runConformance(forwarder.url, { options, outputDirectory: folder(revision) });
      assert.equal(run.exitCode, 0, run.output.slice(-3_000));
      const succeeded = run.checks.filter(({ status }) => status === "SUCCESS").length;
      assert.ok(
        succeeded >= passing,
        `${succeeded} checks passed; fewer than ${passing} means that the suite did not run`,
      );
    });
  }

  test("it passes every check of the headers of 2026-07-28", async () => {
    const options = ["--scenario", "http-header-validation", "--spec-version", "2026-07-28"];
    const run = await runConformance(forwarder.url, { options, outputDirectory: folder("headers") });
    assert.equal(run.exitCode, 0, run.output.slice(-3_000));
    assert.ok(run.checks.filter(({ status }) => status === "SUCCESS").length >= 14);
  });
});

suite("the product's route and authentication with the conformance suite's tools behind them", () => {
  let endpoint: FixtureEndpoint;
  let forwarder: TokenForwarder;
  before(async () => {
    endpoint = await openFixtureEndpoint();
    forwarder = await openTokenForwarder(endpoint.url, endpoint.key);
  });
  after(async () => {
    await forwarder.close();
    await endpoint.close();
  });

  test("at 2026-07-28 all 37 required scenarios pass", async () => {
    const required = requiredScenarios("2026-07-28");
    assert.equal(required.size, 37);
    const options = ["--requirements", "2026-07-28"];
    const run = await runConformance(forwarder.url, { options, outputDirectory: folder("fixtures-2026-07-28") });
    const ran = new Set(run.checks.map(({ name }) => scenarioOf(name)));
    assert.deepEqual(
      [...required].filter((scenario) => !ran.has(scenario)),
      [],
    );
    assert.deepEqual(
      failuresOf(run).filter(({ name }) => required.has(scenarioOf(name))),
      [],
    );
  });

  // Its tools ask the client something in the middle of a call, or need to be remembered between two of them.
  const NEEDS_A_SESSION = [
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "resources-subscribe",
    "resources-unsubscribe",
    "tools-call-elicitation",
    "tools-call-sampling",
  ];
  test("at 2025-11-25 every required scenario passes that a server without sessions can answer", async () => {
    const required = requiredScenarios("2025-11-25");
    assert.equal(required.size, 30);
    const options = ["--requirements", "2025-11-25"];
    const run = await runConformance(forwarder.url, { options, outputDirectory: folder("fixtures-2025-11-25") });
    const failed = run.checks
      .filter(({ name, status }) => status === "FAILURE" && required.has(scenarioOf(name)))
      .map(({ name }) => scenarioOf(name));
    assert.deepEqual([...new Set(failed)].sort(), NEEDS_A_SESSION);
  });
});

function scenarioOf(name: string): string {
  return name.slice(0, name.indexOf(":"));
}

/** The scenarios that the suite itself scores at a revision. */
function requiredScenarios(revision: string): ReadonlySet<string> {
  const manifest = fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/package.json"));
  const text = readFileSync(join(manifest, "..", "requirements", `${revision}.yaml`), "utf8");
  const list = /^server:\n((?: {2}-.*\n| *#.*\n)+)/m.exec(text)?.[1] ?? "";
  return new Set([...list.matchAll(/^ {2}- ([a-z0-9-]+)/gm)].map(([, name = ""]) => name));
}
