import { parseArgs } from "node:util";
import { Conflict, InvalidInput } from "@heliometer/core";
import { readConfig } from "../config.ts";
import { createDemo, DEMO_EVENTS } from "../demo.ts";
import { describeDemo } from "../welcome.ts";
import type { Command } from "./command.ts";

const EVENTS_MAX = 50_000_000;

export const demoCommand: Command = {
  words: ["demo"],
  usage: "demo [--events N]",
  summary: "fill an empty data directory with a demo project of about N events (200,000)",
  async run(args) {
    const { values } = parseArgs({ args, options: { events: { type: "string", default: String(DEMO_EVENTS) } } });
    const events = Number(values.events);
    if (!Number.isInteger(events) || events < 1 || events > EVENTS_MAX) {
      throw new InvalidInput({
        field: "--events",
        rule: `must be a whole number from 1 to ${EVENTS_MAX}.`,
        received: values.events,
        example: { events: DEMO_EVENTS },
      });
    }
    const config = readConfig();
    const demo = await createDemo(config, { events, onProgress: showProgress });
    if (!demo) {
      throw new Conflict(
        `The data directory ${config.dataDirectory} already has users, so no demo is added to it. Choose an empty one: DATA_DIR=./demo-data npm run heliometer -- demo`,
      );
    }
    console.log(describeDemo(config.publicUrl.origin, demo));
  },
};

/** On a terminal the same line counts up; a log would be cluttered by it. */
function showProgress(stored: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${stored.toLocaleString("en")} events `);
}
