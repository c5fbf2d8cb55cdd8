import { parseArgs } from "node:util";
import { findProject } from "@heliometer/accounts";
import { InvalidInput, systemClock } from "@heliometer/core";
import {
  countOf,
  describePlan,
  describeResult,
  type ImportContext,
  type ImportPlan,
  type ImportRequest,
  planImport,
  runImport,
  TOOLS,
} from "@heliometer/import";
import { readConfig } from "../config.ts";
import { collectOften } from "../heap.ts";
import { LITTLE_MEMORY, openStores } from "../stores.ts";
import { createLogger } from "../telemetry.ts";
import { type Command, required } from "./command.ts";

const USAGE = `import ${TOOLS.join("|")}|auto FILE|FOLDER --project ID [--dry-run] [--since DAY] [--until DAY] [--timezone ZONE]`;
const EXAMPLE = "npm run heliometer -- import plausible ./export.zip --project ID --dry-run";
const ROWS_REFUSED = 3;

export const importCommand: Command = {
  words: ["import"],
  usage: USAGE,
  summary: "bring events or daily figures from another tool's export; safe to repeat",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        project: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        since: { type: "string" },
        until: { type: "string" },
        timezone: { type: "string" },
      },
    });
    const [name, path, ...others] = positionals;
    const projectId = required(values.project, "project", USAGE);
    if (!path || others.length > 0) {
      throw new InvalidInput({ field: "import", rule: `takes a tool and one file or folder, such as ${EXAMPLE}` });
    }
    const { since, until, timezone } = values;
    const request = { tool: toolNamed(name), path, since, until, timezone, refusedPath: `${path}.refused.csv` };
    const isDry = values["dry-run"];
    await withImportContext(projectId, async (context) => {
      const plan = await planImport(context, { ...request, onProgress: showProgress("read") });
      console.log(describePlan(plan, context.project));
      if (!isDry) await carryOut(context, plan, request);
      else console.log("\nNothing is stored (--dry-run).");
      // A script may want to know that not everything could be read.
      if (plan.refused.count > 0) process.exitCode = ROWS_REFUSED;
    });
  },
};

function toolNamed(name: string | undefined): ImportRequest["tool"] {
  const allowed = [...TOOLS, "auto"] as const;
  const tool = allowed.find((known) => known === name);
  if (tool) return tool;
  throw new InvalidInput({ field: "import", rule: "is not a tool whose exports are known.", received: name, allowed });
}

async function carryOut(context: ImportContext, plan: ImportPlan, request: ImportRequest): Promise<void> {
  const startedAt = performance.now();
  const result = await runImport(context, plan, {
    actor: "command line",
    clock: systemClock,
    request: { ...request, onProgress: showProgress("stored") },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`\n${describeResult(plan, result)}`);
  console.log(`${countOf(Math.round((result.stored + result.known) / Math.max(seconds, 0.001)))} events a second.`);
}

/** Opens both stores: with the embedded engine that needs the data directory alone. */
async function withImportContext(projectId: string, run: (context: ImportContext) => Promise<void>): Promise<void> {
  collectOften();
  const config = readConfig();
  const stores = await openStores(config, createLogger(config), LITTLE_MEMORY);
  try {
    const accounts = { db: stores.db, clock: systemClock, actor: { kind: "operator" } } as const;
    const project = await findProject(accounts, { projectId });
    await run({ db: stores.db, store: stores.store, project, now: systemClock() });
  } finally {
    await stores.close();
  }
}

const LINES_EVERY = 0.1;

/** On a terminal the same line counts up; a log gets a line for every tenth. */
function showProgress(what: string): (share: number) => void {
  let told = 0;
  return (share) => {
    const text = `${Math.floor(share * 100)} % ${what}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${text}${share >= 1 ? "\n" : " "}`);
    else if (share - told >= LINES_EVERY) {
      told = share;
      process.stderr.write(`${text}\n`);
    }
  };
}
