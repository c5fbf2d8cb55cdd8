import { type Database, readSettings } from "@heliometer/db";
import { fromStored, type InstanceSettings } from "./settings.ts";

/** The settings of the instance as they hold at this moment. */
export async function readInstance({ db }: { db: Database }): Promise<InstanceSettings> {
  return fromStored(await readSettings(db));
}
