import type { DuckDBConnection } from "@duckdb/node-api";
import type { HashedSubject } from "../../fact-rows.ts";
import { createFactWriter, type FactWriter } from "../../fact-writer.ts";
import { selectNewer } from "../../select-newer.ts";
import { explained } from "./errors.ts";
import { runByIds, selectByIds } from "./select.ts";
import { REVENUE_FACTS, REVENUE_SUBJECTS } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { writeRows } from "./write-rows.ts";

/** A transaction of that many is committed in a few milliseconds; a batch of events waits no longer. */
const FACTS_A_TRANSACTION = 20_000;

/** Takes over a connection on which nobody else works. `onWritten` hears of each transaction. */
export function createDuckdbFactWriter(connection: DuckDBConnection, onWritten: () => void): FactWriter {
  const facts = createFactWriter({
    factsMax: FACTS_A_TRANSACTION,
    replace: async (subjects) => {
      await explained(inTransaction(connection, () => replace(connection, subjects)));
      onWritten();
    },
  });
  return {
    ...facts,
    close: async (reason) => {
      await facts.close(reason);
      connection.closeSync();
    },
  };
}

async function replace(connection: DuckDBConnection, subjects: readonly HashedSubject[]): Promise<void> {
  const rows = await selectByIds(
    connection,
    "select subject_id, version from revenue_subjects where subject_id in (select unnest($1))",
    subjects.map(({ subjectId }) => subjectId),
  );
  const { newer, replaced } = selectNewer(subjects, rows);
  for (const table of [REVENUE_FACTS, REVENUE_SUBJECTS]) {
    await runByIds(connection, `delete from ${table.name} where subject_id in (select unnest($1))`, replaced);
  }
  await writeRows(connection, REVENUE_SUBJECTS, newer);
  await writeRows(
    connection,
    REVENUE_FACTS,
    newer.flatMap(({ facts }) => facts),
  );
}
