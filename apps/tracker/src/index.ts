import { readFileSync } from "node:fs";

/** The script that websites load, minified. */
export const TRACKER_SCRIPT = readFileSync(new URL("../served/tracker.js", import.meta.url), "utf8");
