import { parseArgs } from "node:util";
import { findProject } from "@heliometer/accounts";
import { readRatesFile, storeRates } from "@heliometer/revenue";
import { type Command, required, withControlStore } from "./command.ts";
import { onlyFile, readNamedFile, refuseFaults } from "./file.ts";

const USAGE = "rates import FILE --project ID";

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
    const file = readRatesFile(await readNamedFile(onlyFile(positionals, USAGE)));
    if (file.faults.length > 0) return refuseFaults(file.faults);
    await withControlStore(async (ctx) => {
      const { id, name } = await findProject(ctx, { projectId });
      const { created, replaced } = await storeRates(ctx, { projectId: id, rows: file.rows });
      console.log(`Stored in ${name}: ${created} new rates; ${replaced} were known for their day.`);
    });
  },
};
