// Makes served/tracker.js of browser/: node apps/tracker/build.ts. The file lies in the repository, so that starting the
// product needs no bundler; a test compares the two.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tracker as browsers get it. */
export async function buildTracker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at("browser/main.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2021",
    charset: "utf8",
  });
  return outputFiles[0]?.text ?? "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(at("served/tracker.js"), await buildTracker());
