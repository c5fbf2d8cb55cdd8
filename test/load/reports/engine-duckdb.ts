import { cpSync, mkdirSync, rmSync, statSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@heliometer/db";
import { openEventStore } from "@heliometer/events";
import type { Engine, Place } from "./engine.ts";

const MEMORY_SHARE = 0.25;
const MEMORY_MB_MIN = 256;
const MEMORY_MB_MAX = 4096;
const THREADS = 2;
const BYTES_PER_MB = 1_048_576;

const eventsFile = (place: Place) => join(place.directory, "events.duckdb");

/** DuckDB and SQLite in one directory: what runs without any setting. */
export const DUCKDB: Engine = {
  create: async ({ directory }) => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  },
  copy: async (from, to) => cpSync(from.directory, to.directory, { recursive: true }),
  remove: async ({ directory }) => rmSync(directory, { recursive: true, force: true }),
  openControl: ({ directory }) => openDatabase({ engine: "sqlite", path: join(directory, "control.sqlite") }),
  openEvents: (place) => {
    const share = Math.floor((totalmem() * MEMORY_SHARE) / BYTES_PER_MB);
    return openEventStore({
      engine: "duckdb",
      path: eventsFile(place),
      memoryMb: Math.min(Math.max(share, MEMORY_MB_MIN), MEMORY_MB_MAX),
      threads: THREADS,
      temporaryDirectory: join(place.directory, "tmp"),
    });
  },
  environment: () => ({}),
  diskBytes: async (place) => statSync(eventsFile(place)).size,
  askedBytesPerEvent: 80,
  askedMs: ({ columnarMs }) => columnarMs,
};
