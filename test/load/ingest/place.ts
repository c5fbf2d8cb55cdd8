import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { removeDirectory, type StartedProduct, startProduct, temporaryDirectory } from "../../support/product.ts";
import { addAnotherProject, addProjectByCommand } from "../../support/senders.ts";
import { type Probed, readProbe } from "./probed.ts";
import { trackerHeaders } from "./requests.ts";

/** The product with an empty project, beside a plain route. */
export interface Place {
  readonly product: StartedProduct;
  readonly port: number;
  readonly plainPort: number;
  readonly projectId: string;
  readonly publicKey: string;
  readonly secretKey: string;
  /** A project of its own for single events that somebody waits to see. */
  readonly probe: { readonly projectId: string; readonly publicKey: string; readonly secretKey: string };
  /** What a browser sends beside a body. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the product has told of its main thread and its disk since it was asked before. */
  readProbe(): Promise<Probed>;
  close(): Promise<void>;
}

/** Starts both as processes of their own. The limits that would end a bench are off. */
export async function openPlace(): Promise<Place> {
  const dataDirectory = temporaryDirectory();
  const project = await addProjectByCommand(dataDirectory);
  const probe = await addAnotherProject(dataDirectory);
  const probeFile = join(dataDirectory, "probe.json");
  const env = {
    LOG_LEVEL: "error",
    INGEST_PROJECT_PER_MINUTE: "0",
    SERVER_API_PER_MINUTE: "batch=0",
    MCP_CALLS_PER_MINUTE: "0",
    NODE_OPTIONS: `--import=${new URL("probe.ts", import.meta.url)}`,
    PROBE_FILE: probeFile,
  };
  const product = await startProduct({ dataDirectory, env, script: ["apps/server/src/cli.ts", "serve"] });
  const plain = spawn(process.execPath, [fileURLToPath(new URL("plain-server.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    ...project,
    probe,
    product,
    readProbe: () => readProbe(product.pid, probeFile),
    port: Number(new URL(product.origin).port),
    plainPort: await readPort(plain),
    headers: trackerHeaders(project),
    close: async () => {
      plain.kill();
      await product.stop();
      removeDirectory(dataDirectory);
    },
  };
}

async function readPort(plain: ChildProcess): Promise<number> {
  if (!plain.stdout) throw new Error("The plain server has no output.");
  const [line] = await once(createInterface({ input: plain.stdout }), "line");
  return JSON.parse(line).port;
}
