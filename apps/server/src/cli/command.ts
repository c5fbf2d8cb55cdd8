import type { Context } from "@heliometer/accounts";
import { InvalidInput, systemClock } from "@heliometer/core";
import { type Config, readConfig } from "../config.ts";
import { openControlStore } from "../stores.ts";

/** A verb of the command line. `words` select it; `run` gets what follows them. */
export interface Command {
  words: readonly string[];
  usage: string;
  summary: string;
  run(args: string[]): Promise<void>;
}

/** Runs against the control store alone, which may be done beside a running server. */
export async function withControlStore<T>(run: (ctx: Context, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const db = await openControlStore(config);
  try {
    return await run({ db, clock: systemClock, actor: { kind: "operator" } }, config);
  } finally {
    await db.destroy();
  }
}

/** The value of a required option, or a sentence that shows how the command is used. */
export function required(value: string | undefined, option: string, usage: string): string {
  if (value !== undefined && value !== "") return value;
  throw new InvalidInput({ field: `--${option}`, rule: `is required. Usage: npm run heliometer -- ${usage}` });
}
