import { parseArgs } from "node:util";
import { findProject } from "@heliometer/accounts";
import { InvalidInput } from "@heliometer/core";
import { readRatesFile, storeRates } from "@heliometer/revenue";
import { type Command, required, withControlStore } from "./command.ts";
import { describeFaults, readNamedFile } from "./file.ts";

const USAGE = "rates import FILE --project ID";
const ROWS_REFUSED = 3;

export const ratesImportCommand: Command = {
  words: ["rates", "import"],
  usage: USAGE,
  summary: "store exchange rates from a CSV file: date,base,quote,rate, or the ECB's eurofxref-hist.csv",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { project: { type: "string" } },
    });
    const projectId = required(values.project, "project", USAGE);
    const [path, ...others] = positionals;
    if (path === undefined || others.length > 0)
      throw new InvalidInput({ field: "file", rule: `is one file. Usage: ${USAGE}` });
    const file = readRatesFile(await readNamedFile(path));
    if (file.faults.length > 0) {
      console.log(`Nothing is stored. ${file.faults.length} rows are at fault:\n${describeFaults(file.faults)}`);
      process.exitCode = ROWS_REFUSED;
      return;
    }
    await withControlStore(async (ctx) => {
      const { id, name } = await findProject(ctx, { projectId });
      const { created, replaced } = await storeRates(ctx, { projectId: id, rows: file.rows });
      console.log(`Stored in ${name}: ${created} new rates; ${replaced} were known for their day.`);
    });
  },
};
