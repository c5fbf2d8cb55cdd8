// `npm test`: every check, then the tests: `unit`, `integration` (what starts a server or opens a store in its own
// process), each in two processes that share the files; `contract` (packages over real database servers, processes that
// are killed, and whatever takes seconds) and `e2e` (the started product), each file in its own process. `npm test -- unit`
// runs one part; the parts are `check`, `unit`, `integration`, `contract` and `e2e`. `npm run test:oracle` compares
// every report with a count by hand over ten times as many histories as `npm test` does; `npm run test:fuzz` sends the
// authorization server ten times as much hostile input, another each time; `npm run test:crash` kills the product 200 times.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./support/chromium.ts";
import type { TestCounts } from "./support/count-reporter.ts";
import { makeDemo } from "./support/demo.ts";
import { runStep, type Step, summarize } from "./support/steps.ts";

const SOURCES = "{apps,packages}/*/src/**";
const UNIT = [`${SOURCES}/!(*.contract|*.integration).test.ts`];
const INTEGRATION = [`${SOURCES}/*.integration.test.ts`];
const CONTRACT = [`${SOURCES}/*.contract.test.ts`];
const E2E = ["test/e2e/**/*.test.ts", "test/docker/*.test.ts"];
/** Starting a process for every file would take longer than the tests. */
const SHARING_PROCESSES = 2;
const ONE_PROCESS = "test/support/one-process.ts";
const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "heliometer-test-"));
// Hundreds of processes read the same modules: only the first ones have to strip their types and compile them.
process.env.NODE_COMPILE_CACHE ??= join(scratch, "compiled");
const parts = process.argv.slice(2);
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const ORACLE = ["packages/analytics/src/oracle*.contract.test.ts"];
const ORACLE_RUNS_DEEP = 2_000;
const FUZZ = ["packages/oauth/src/fuzz.contract.test.ts"];
const FUZZ_RUNS_DEEP = 10_000;
const CRASH = ["test/e2e/crash*.test.ts"];
const CRASH_ROUNDS_DEEP = 200;
const CRASH_LIMIT_MS = 7_200_000;
const SEEDS = 2_147_483_647;
const counts: TestCounts = { passed: 0, failed: 0, skipped: 0, reasons: [] };
const steps: Step[] = [];

interface TestRun {
  readonly patterns: readonly string[];
  /** So many processes share the files; left out, each has one of its own. */
  readonly processes?: number;
  /** For files with a process each. */
  readonly options?: readonly string[];
}

async function runTests(name: string, { patterns, processes = 0, options = [] }: TestRun): Promise<void> {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] })).sort();
  if (files.length === 0) throw new Error(`No test files for ${name}: ${patterns.join(", ")}`);
  if (processes === 0) {
    steps.push(await runFiles(name, ["--test", ...options], files));
    return;
  }
  const runs = Array.from({ length: processes }, (_, process) => {
    const share = files.filter((_, index) => index % processes === process);
    return runFiles(`${name} ${process + 1} of ${processes}`, [], [ONE_PROCESS, ...share]);
  });
  steps.push(...(await Promise.all(runs)));
}

async function runFiles(name: string, options: readonly string[], files: readonly string[]): Promise<Step> {
  const countsFile = join(scratch, `${name}.json`);
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(root, "test/support/count-reporter.ts")}`,
    `--test-reporter-destination=${join(scratch, `${name}.ignored`)}`,
  ];
  const step = await runStep(name, ["node", ...options, ...reporters, ...files], {
    HELIOMETER_COUNTS: countsFile,
  });
  if (existsSync(countsFile)) addCounts(JSON.parse(readFileSync(countsFile, "utf8")));
  // The process died before it could report: that is one failure, and the output above says where.
  else counts.failed += 1;
  return step;
}

function addCounts(ran: TestCounts): void {
  counts.passed += ran.passed;
  counts.failed += ran.failed;
  counts.skipped += ran.skipped;
  counts.reasons.push(...ran.reasons);
}

try {
  if (wants("check")) steps.push(await runStep("check", ["node", join(root, "test/check.ts")]));
  if (wants("unit")) await runTests("unit", { patterns: UNIT, processes: SHARING_PROCESSES });
  if (wants("integration")) {
    await runTests("integration", { patterns: INTEGRATION, processes: SHARING_PROCESSES });
  }
  if (wants("contract")) {
    await runTests("contract", {
      patterns: CONTRACT,
      options: ["--test-concurrency=3", "--test-timeout=600000"],
    });
  }
  if (parts.includes("oracle")) {
    process.env.ORACLE_RUNS ??= String(ORACLE_RUNS_DEEP);
    process.env.ORACLE_SEED ??= String(Date.now() % SEEDS);
    console.log(`ORACLE_SEED=${process.env.ORACLE_SEED}`);
    await runTests("oracle", { patterns: ORACLE, options: ["--test-concurrency=2"] });
  }
  if (parts.includes("fuzz")) {
    process.env.FUZZ_RUNS ??= String(FUZZ_RUNS_DEEP);
    process.env.FUZZ_SEED ??= String(Date.now() % SEEDS);
    console.log(`FUZZ_SEED=${process.env.FUZZ_SEED}`);
    await runTests("fuzz", { patterns: FUZZ, options: ["--test-concurrency=1"] });
  }
  if (parts.includes("crash")) {
    process.env.CRASH_ROUNDS ??= String(CRASH_ROUNDS_DEEP);
    await runTests("crash", {
      patterns: CRASH,
      options: ["--test-concurrency=1", `--test-timeout=${CRASH_LIMIT_MS}`],
    });
  }
  if (wants("e2e")) {
    process.env.CHROMIUM_PATH = findChromium() ?? "";
    process.env.HELIOMETER_DEMO = join(scratch, "demo");
    await makeDemo(process.env.HELIOMETER_DEMO);
    await runTests("e2e", { patterns: E2E, options: ["--test-concurrency=3", "--test-timeout=300000"] });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log("");
for (const reason of counts.reasons) console.log(`SKIPPED ${reason}`);
summarize(steps);
// A step that dies without a failing test (a crash, an unreadable file) is a failure that the counts must not hide.
const broken = steps.filter(({ passed }) => !passed).length;
console.log(`${counts.passed} passed, ${Math.max(counts.failed, broken)} failed, ${counts.skipped} skipped`);
