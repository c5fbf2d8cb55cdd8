import { type Command, withControlStore } from "./command.ts";

export const migrateCommand: Command = {
  words: ["migrate"],
  usage: "migrate",
  summary: "bring the control store's schema up to date (every start does it too)",
  async run() {
    await withControlStore(async (_ctx, config) => {
      const where = config.databaseUrl ? "Postgres" : `SQLite in ${config.dataDirectory}`;
      console.log(`The control store (${where}) is up to date.`);
    });
  },
};
