import assert from "node:assert/strict";
import type { EventStore } from "@heliometer/events";
import { openStoreOf } from "./open-store.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "./product.ts";

/** The product with one empty project and its keys. */
export interface TrackedProduct extends StartedProduct {
  projectId: string;
  /** The owner of the project. */
  account: { email: string; password: string };
  publicKey: string;
  /** A full secret key. */
  secretKey: string;
  /** Stops the product and opens what it has stored. */
  openStore(): Promise<EventStore>;
  /** Stops and removes everything. */
  remove(): Promise<void>;
}

const CLI = "apps/server/src/cli.ts";

/** Starts the product over an empty project. */
export async function startTracked(): Promise<TrackedProduct> {
  const dataDirectory = temporaryDirectory();
  const run = async (...args: string[]) => {
    const ran = await runToEnd({ port: await freePort(), dataDirectory, script: [CLI, ...args] });
    assert.equal(ran.code, 0, ran.output);
    return ran.output;
  };
  const account = { email: "owner@example.com", password: "seven quiet harbours" };
  const { email, password } = account;
  await run("user", "add", "--email", email, "--password", password);
  const projectId = /added: (\S+)/.exec(await run("project", "add", "--name", "Shop", "--owner", email))?.[1] ?? "";
  const createKey = async (kind: string) =>
    /^hm_\S+/m.exec(await run("key", "create", "--project", projectId, "--kind", kind))?.[0] ?? "";
  const [publicKey, secretKey] = [await createKey("public"), await createKey("full")];
  const product = await startProduct({ dataDirectory, script: [CLI, "serve"] });
  let store: EventStore | undefined;
  return {
    ...product,
    projectId,
    account,
    publicKey,
    secretKey,
    async openStore() {
      await product.stop();
      store = await openStoreOf(dataDirectory);
      return store;
    },
    async remove() {
      await store?.close();
      await product.stop();
      removeDirectory(dataDirectory);
    },
  };
}
