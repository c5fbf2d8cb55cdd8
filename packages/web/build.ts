// Makes served/*.js of browser/ and served/base.css of Pico: node packages/web/build.ts. The files lie in the repository, so
// that starting the product needs neither a bundler nor Pico's package; a test compares them.
import { readFileSync, writeFileSync } from "node:fs";
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

/** The stylesheet that ours stands on, with its licence, in a cascade layer of its own: no rule of ours has to outweigh it. */
export function buildBase(): string {
  const pico = readFileSync(new URL(import.meta.resolve("@picocss/pico/css/pico.fluid.classless.min.css")), "utf8");
  return `@layer pico{${pico.replace(/^@charset "UTF-8";/, "")}}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(at("served/base.css"), buildBase());
  for (const name of SCRIPTS) writeFileSync(at(`served/${name}.js`), await buildScript(name));
}
