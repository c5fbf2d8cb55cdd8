import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import type { PostgresBinaries } from "./binaries.ts";

const START_TIMEOUT_MS = 30_000;
const PROBE_INTERVAL_MS = 20;
const SUPERUSER = "heliometer";

/**
 * Stops the server and removes its directory when the pipe from the tests closes, which happens even when they are
 * killed. A server that failed leaves its log for the tests to read.
 */
const SUPERVISOR = `
  exec 3<&0
  directory=$1; shift
  "$@" </dev/null >"$directory/server.log" 2>&1 &
  server=$!
  (read -r _ <&3; kill -INT "$server" 2>/dev/null) &
  wait "$server" && rm -rf "$directory"
`;

/** Data that nobody needs after the tests: no disk is waited for. */
const SERVER_SETTINGS = [
  "listen_addresses=",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "autovacuum=off",
  "shared_buffers=16MB",
  "max_connections=60",
];

/** A server of its own in a temporary directory, reached over a socket there. */
export interface Cluster {
  /** The address of a database in it. */
  urlOf(database: string): string;
  /** Stops the server and removes its directory. */
  stop(): Promise<void>;
}

/** Makes and starts a cluster, in about a second and a half. */
export async function startCluster(binaries: PostgresBinaries): Promise<Cluster> {
  const owner = await unprivilegedOwner();
  const directory = mkdtempSync(join(tmpdir(), "heliometer-pg-"));
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const urlOf = (database: string) =>
    `postgres://${SUPERUSER}@localhost/${database}?host=${encodeURIComponent(directory)}`;
  try {
    const initialise = ["-D", join(directory, "data"), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"];
    // The system's messages in English and its order by bytes, so that every machine sorts alike.
    await promisify(execFile)(binaries.initdb, [...initialise, "--no-locale", "--no-sync"], {
      ...owner,
      cwd: directory,
    });
    const server = supervise({ binaries, directory, owner });
    await waitUntilReady(server, { url: urlOf("postgres"), log: join(directory, "server.log") });
    return { urlOf, stop: () => stop(server, directory) };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

interface Owner {
  uid: number;
  gid: number;
}

function supervise(cluster: { binaries: PostgresBinaries; directory: string; owner: Owner | null }): ChildProcess {
  const { binaries, directory, owner } = cluster;
  const settings = [...SERVER_SETTINGS, `unix_socket_directories=${directory}`].flatMap((setting) => ["-c", setting]);
  const command = [binaries.postgres, "-D", join(directory, "data"), ...settings];
  const server = spawn("/bin/sh", ["-c", SUPERVISOR, "sh", directory, ...command], {
    ...owner,
    cwd: directory,
    stdio: ["pipe", "ignore", "ignore"],
    // A group of its own: Ctrl-C reaches the tests, and the server stops because they end.
    detached: true,
  });
  // A test run that forgot to stop its cluster can still end, and the server ends with it.
  server.unref();
  if (server.stdin instanceof Socket) server.stdin.unref();
  return server;
}

async function waitUntilReady(server: ChildProcess, place: { url: string; log: string }): Promise<void> {
  const limit = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const failure = await probe(place.url);
    if (failure === null) return;
    if (server.exitCode !== null || performance.now() > limit) {
      const log = readFileSync(place.log, "utf8");
      server.stdin?.end();
      throw new Error(`Postgres did not start: ${failure}\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_INTERVAL_MS));
  }
}

async function probe(url: string): Promise<string | null> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return null;
  } catch (error) {
    return String(error);
  }
}

async function stop(server: ChildProcess, directory: string): Promise<void> {
  if (server.exitCode === null) {
    server.ref();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.stdin?.end();
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
}

/** Postgres refuses to run as root; a user without rights runs it then. */
async function unprivilegedOwner(): Promise<Owner | null> {
  if (userInfo().uid !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([idOf("-u", name), idOf("-g", name)]);
      return { uid, gid };
    } catch {
      // This machine has no user of that name.
    }
  }
  throw new Error("Postgres does not run as root, and neither the user postgres nor nobody exists.");
}

async function idOf(option: "-u" | "-g", name: string): Promise<number> {
  const { stdout } = await promisify(execFile)("id", [option, name]);
  return Number.parseInt(stdout, 10);
}
