// `npm start`: the product, with a demo project on an empty data directory.
import { HeliometerError } from "@heliometer/core";
import { ConfigError, readConfig } from "./config.ts";
import { createDemo, type Demo, isEmpty } from "./demo.ts";
import { closeOnSignal, serve } from "./serve.ts";
import { describeDemo, describeStart } from "./welcome.ts";

try {
  const config = readConfig();
  let demo: Demo | null = null;
  const product = await serve(config, async ({ db, store }) => {
    if (!(await isEmpty(db))) return;
    process.stdout.write("The data directory is empty: making a demo project …\n");
    demo = await createDemo({ db, store });
  });
  closeOnSignal(product);
  process.stdout.write(demo ? describeDemo(config.publicUrl.origin, demo) : describeStart(config.publicUrl.origin));
} catch (error) {
  // A mistake of the operator's is a sentence; anything else is a fault of ours and keeps its trace.
  const expected = error instanceof ConfigError || error instanceof HeliometerError;
  process.stderr.write(`${expected ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}
