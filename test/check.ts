// `npm run check`: format, lint, boundaries, types and dead code. About ten seconds.
import { runStep, summarize } from "./support/steps.ts";

const steps = [
  runStep("format and lint", ["biome", "ci", "--error-on-warnings"]),
  runStep("types", ["tsc", "--noEmit", "-p", "tsconfig.json"]),
  runStep("types of the tracker", ["tsc", "--noEmit", "-p", "apps/tracker/tsconfig.json"]),
  runStep("types of the pages' scripts", ["tsc", "--noEmit", "-p", "packages/web/browser/tsconfig.json"]),
  runStep("dead code", ["knip"]),
];
summarize(await Promise.all(steps));
