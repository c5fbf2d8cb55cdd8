import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** One check and how it ended. `tests` is there for steps that run tests. */
export interface Step {
  name: string;
  passed: boolean;
  seconds: number;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a tool of this workspace with its output as it comes; resolves when it ends, whatever the outcome. */
export async function runStep(
  name: string,
  [tool = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Step> {
  const startedAt = Date.now();
  const code = await new Promise<number>((resolve) => {
    const child = spawn(toolPath(tool), args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    child.on("error", () => resolve(127));
    child.on("exit", (exit) => resolve(exit ?? 1));
  });
  return { name, passed: code === 0, seconds: (Date.now() - startedAt) / 1000 };
}

/** Prints one line a step and makes the process fail when one of them failed. */
export function summarize(steps: readonly Step[]): void {
  for (const { name, passed, seconds } of steps)
    console.log(`${passed ? "ok    " : "FAILED"} ${name} (${seconds.toFixed(1)} s)`);
  if (steps.some(({ passed }) => !passed)) process.exitCode = 1;
}

function toolPath(tool: string): string {
  return tool === "node" ? process.execPath : `${root}node_modules/.bin/${tool}`;
}
