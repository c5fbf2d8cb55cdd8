import { parseArgs } from "node:util";
import { findProject } from "@heliometer/accounts";
import { showReceived } from "@heliometer/core";
import {
  compareSpend,
  readSpendFile,
  type SpendFile,
  type StoredSpend,
  storeSpend,
  sumSpend,
  writeMinor,
} from "@heliometer/revenue";
import { type Command, required, withControlStore } from "./command.ts";
import { onlyFile, readNamedFile, refuseFaults } from "./file.ts";

const USAGE = "spend import FILE --project ID [--dry-run] [--currency CODE] [--channel NAME]";
const FORMAT_NAMES = { heliometer: "our own columns", google_ads: "Google Ads", meta_ads: "Meta Ads" } as const;

export const spendImportCommand: Command = {
  words: ["spend", "import"],
  usage: USAGE,
  summary: "store advertising spend from a CSV file: own columns, Google Ads or Meta Ads; safe to repeat",
  async run(args) {
    const text = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { project: text, currency: text, channel: text, "dry-run": { type: "boolean", default: false } },
    });
    const projectId = required(values.project, "project", USAGE);
    const bytes = await readNamedFile(onlyFile(positionals, USAGE));
    await withControlStore(async (ctx) => {
      const { id, name } = await findProject(ctx, { projectId });
      const options = { now: ctx.clock(), currency: values.currency?.toUpperCase(), channel: values.channel };
      const file = readSpendFile(bytes, options);
      console.log(`${describeFile(file, await compareSpend(ctx.db, { projectId: id, rows: file.rows }))}\n`);
      if (file.faults.length > 0) refuseFaults(file.faults);
      else if (values["dry-run"]) console.log("Nothing is stored (--dry-run).");
      else {
        const { created, updated, unchanged } = await storeSpend(ctx, { projectId: id, rows: file.rows });
        console.log(`Stored in ${name}: ${created} new rows, ${updated} restated, ${unchanged} as they were.`);
      }
    });
  },
};

function describeFile(file: SpendFile, { created, updated, unchanged }: StoredSpend): string {
  const sums = sumSpend(file.rows).map(
    ({ month, currency, amount, rows }) => `  ${month}  ${writeMinor(amount, currency)} ${currency}  (${rows} rows)`,
  );
  return [
    `${FORMAT_NAMES[file.format]}: ${file.rowsRead} rows read.`,
    ...(file.decimalSign === null
      ? []
      : [`Amounts are written with a decimal ${file.decimalSign === "." ? "point" : "comma"}.`]),
    ...(file.rowsJoined > 0
      ? [`${file.rowsJoined} rows were added to others of the same day, campaign and currency.`]
      : []),
    ...(file.totals > 0 ? [`${file.totals} sums of the report are left out.`] : []),
    ...(file.ignoredColumns.length > 0 ? [`Not needed: ${showReceived(file.ignoredColumns.join(", "))}.`] : []),
    `${created} rows are new, ${updated} restate what is stored, ${unchanged} say the same.`,
    ...sums,
  ].join("\n");
}
