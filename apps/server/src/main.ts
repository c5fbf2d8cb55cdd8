// `npm start`: the product, with a demo project when nobody has an account yet.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HeliometerError } from "@heliometer/core";
import { ConfigError, readConfig } from "./config.ts";
import { isEmpty } from "./demo.ts";
import { closeOnSignal, serve } from "./serve.ts";
import { describeStart } from "./welcome.ts";

try {
  const config = readConfig();
  if (!(await isEmpty(config)) || (await makeDemo())) {
    closeOnSignal(await serve(config));
    process.stdout.write(describeStart(config.publicUrl.origin));
  } else {
    process.exitCode = 1;
  }
} catch (error) {
  // A mistake of the operator's is a sentence; anything else is a fault of ours and keeps its trace.
  const expected = error instanceof ConfigError || error instanceof HeliometerError;
  process.stderr.write(`${expected ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

/** Makes the demo in a process of its own, which gives back all the memory that 90 days of events took. */
async function makeDemo(): Promise<boolean> {
  process.stdout.write("Nobody has an account yet: making a demo project …\n");
  const cli = fileURLToPath(new URL("cli.ts", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, cli, "demo"], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code === 0;
}
