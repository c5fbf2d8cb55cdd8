// A process of its own that opens the database given as JSON and migrates it, as a starting product does. Prints what
// it applied.
import { openDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";

const db = await openDatabase(JSON.parse(process.argv[2] ?? "{}"));
try {
  const { applied } = await migrate(db);
  process.stdout.write(JSON.stringify(applied));
} finally {
  await db.destroy();
}
