import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./run-program.ts";

/** One check of a scenario of the conformance suite. */
export interface ConformanceCheck {
  /** `scenario:check`, as the suite's own lists of expected failures name it. */
  name: string;
  status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  message: string;
}

/** What a run of the suite said. */
export interface ConformanceRun {
  exitCode: number | null;
  output: string;
  checks: readonly ConformanceCheck[];
}

const RUN_LIMIT_MS = 120_000;
const runner = fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js"));

/** Runs the protocol's own conformance suite against a server; `outputDirectory` is an empty folder. */
export async function runConformance(
  url: string,
  { options, outputDirectory }: { options: readonly string[]; outputDirectory: string },
): Promise<ConformanceRun> {
  const args = [runner, "server", "--url", url, ...options, "--output-dir", outputDirectory];
  const { exitCode, stdout, stderr } = await runProgram([process.execPath, ...args], { limitMs: RUN_LIMIT_MS });
  return { exitCode, output: stdout + stderr, checks: readChecks(outputDirectory) };
}

/** The checks that are not well: failures, and the warnings that the suite counts as failures. */
export function failuresOf({ checks }: ConformanceRun): readonly ConformanceCheck[] {
  return checks.filter(({ status }) => status === "FAILURE" || status === "WARNING");
}

function readChecks(directory: string): ConformanceCheck[] {
  return readdirSync(directory).flatMap((folder) => {
    const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T/.exec(folder)?.[1] ?? folder;
    const found: { id: string; status: ConformanceCheck["status"]; errorMessage?: string }[] = JSON.parse(
      readFileSync(join(directory, folder, "checks.json"), "utf8"),
    );
    return found.map(({ id, status, errorMessage = "" }) => ({
      name: `${scenario}:${id}`,
      status,
      message: errorMessage,
    }));
  });
}
