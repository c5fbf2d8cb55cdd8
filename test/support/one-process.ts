// Runs test files in this process: node one-process.ts FILE…. Each is a suite of its own, so that what a file does before
// or after its tests is done for no other file's; `--test-isolation=none` would do it for all.
import { describe } from "node:test";
import { pathToFileURL } from "node:url";

for (const file of process.argv.slice(2)) {
  describe(file, async () => {
    await import(pathToFileURL(file).href);
  });
}
