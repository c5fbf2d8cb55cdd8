// A process of its own that opens and migrates databases, as starting products do: each at its instant, to the
// millisecond, so that several processes meet. Prints what it applied.
import { setTimeout } from "node:timers/promises";
import { type OpenDatabase, openDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";

const STEP_MS = 150;
const { places, startsAt }: { places: OpenDatabase[]; startsAt: number } = JSON.parse(process.argv[2] ?? "{}");
const applied: string[][] = [];

for (const [index, place] of places.entries()) {
  const instant = startsAt + index * STEP_MS;
  await setTimeout(Math.max(0, instant - Date.now() - 2));
  while (Date.now() < instant);
  const db = await openDatabase(place);
  try {
    applied.push((await migrate(db)).applied);
  } finally {
    await db.destroy();
  }
}
process.stdout.write(JSON.stringify(applied));
