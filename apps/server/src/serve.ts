import { readFileSync } from "node:fs";
import { offerSetup, type SetupLink } from "@heliometer/accounts";
import { Conflict, systemClock } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { lockDataDirectory, secretKeyOf } from "./data-directory.ts";
import { collectOften } from "./heap.ts";
import { openInstanceKeys } from "./instance-keys.ts";
import { openStores } from "./stores.ts";
import { createLogger } from "./telemetry.ts";

/** A running product. `close` stops listening, finishes what is under way, checkpoints and closes both stores. */
export interface RunningProduct {
  app: FastifyInstance;
  /** A link for the first account; null when somebody has one. */
  offerSetup(): Promise<SetupLink | null>;
  close(): Promise<void>;
}

/**
 * Opens the stores, wires the app and listens.
 * @throws Conflict when the port or the data directory is taken; nothing stays open then.
 */
export async function serve(config: Config): Promise<RunningProduct> {
  collectOften();
  const log = createLogger(config);
  // The journal is one process's own, wherever the stores are; with embedded ones they lock the directory.
  const directory = config.databaseUrl ? lockDataDirectory(config.dataDirectory) : null;
  const stores = await openStores(config, log).catch((error: unknown) => {
    directory?.release();
    throw error;
  });
  try {
    const app = await createApp({
      config,
      db: stores.db,
      store: stores.store,
      keys: await openInstanceKeys({
        db: stores.db,
        secretKey: secretKeyOf(config.secretKey, config.dataDirectory),
        clock: systemClock,
      }),
      clock: systemClock,
      log,
      version: readVersion(),
    });
    await listen(app, config);
    const close = async () => {
      await app.close();
      await stores.close();
      directory?.release();
    };
    return { app, offerSetup: () => offerSetup({ db: stores.db, clock: systemClock }), close };
  } catch (error) {
    await stores.close();
    directory?.release();
    throw error;
  }
}

/** Closes the product at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function closeOnSignal(product: RunningProduct): void {
  let closing = false;
  const onSignal = () => {
    if (closing) process.exit(1);
    closing = true;
    product.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Closing failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

async function listen(app: FastifyInstance, config: Config): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new Conflict(
        `Port ${config.port} on ${config.host} is in use by another program. Stop it, or choose another port: PORT=3001 npm start`,
      );
    }
    throw error;
  }
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return manifest.version;
}
