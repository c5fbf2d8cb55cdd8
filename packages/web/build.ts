// Makes served/*.js of browser/: node packages/web/build.ts. The files lie in the repository, so that starting the product
// needs no bundler; a test compares them.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The scripts that pages name, each a file of its own. */
export const SCRIPTS = ["consent", "page", "dashboard"] as const;

/** A script as browsers get it. */
export async function buildScript(name: (typeof SCRIPTS)[number]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(`browser/${name}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
  });
  return outputFiles[0]?.text ?? "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of SCRIPTS) writeFileSync(at(`served/${name}.js`), await buildScript(name));
}
