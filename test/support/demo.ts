import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDemo, type StartedProduct, type StartOptions, startProduct, temporaryDirectory } from "./product.ts";

/** Makes the demo in a new directory, for every file of a run of tests to copy. */
export async function makeDemo(directory: string): Promise<void> {
  mkdirSync(join(directory, "data"), { recursive: true, mode: 0o700 });
  const product = await startProduct({ dataDirectory: join(directory, "data") });
  writeFileSync(join(directory, "printed"), product.output());
  await product.stop();
}

/**
 * Starts the product over a copy of the demo that the run of tests has made, since making it takes longer than most
 * tests; a file that runs alone makes its own.
 */
export async function startDemo(options: Omit<StartOptions, "dataDirectory" | "script"> = {}): Promise<StartedProduct> {
  const made = process.env.HELIOMETER_DEMO;
  if (made === undefined) return startProduct(options);
  const dataDirectory = temporaryDirectory();
  cpSync(join(made, "data"), dataDirectory, { recursive: true });
  const product = await startProduct({ ...options, dataDirectory });
  const demo = readDemo(readFileSync(join(made, "printed"), "utf8"));
  return { ...product, demo: () => demo };
}
