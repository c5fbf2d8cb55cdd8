import { hash } from "node:crypto";
import type { CallRecord } from "@heliometer/accounts";
import type { Actor } from "@heliometer/core";
import type { FastifyBaseLogger } from "fastify";
import { findMatches } from "./choose-project.ts";
import { credentialId } from "./credential.ts";
import { isRecord } from "./json-rpc.ts";
import type { Caller } from "./tool.ts";

/** What a call leaves behind. */
interface FinishedCall {
  caller: Caller;
  tool: string;
  given: unknown;
  rowCount: number | null;
  durationMs: number;
  outcome: string;
}

/** Takes calls in off their path and writes them many at once. */
export interface CallLog {
  add(call: FinishedCall): void;
  /**
   * Takes in calls that were refused because there were too many. Those of one credential within a minute become one
   * row, whose `rowCount` says how many they were: a flood must not write a row for each of its calls.
   */
  addRefused(caller: Caller, calls: number): void;
  /** Writes what is still there. */
  flush(): Promise<void>;
}

interface Options {
  write: (calls: readonly CallRecord[]) => Promise<void>;
  clock: () => number;
  /** Secret of the instance: without it nobody can try which arguments have a digest. */
  digestKey: string;
  /** How long calls wait for others; default one second. */
  writeAfterMs?: number;
  log: FastifyBaseLogger;
}

const WRITE_AFTER_MS = 1_000;
const MINUTE_MS = 60_000;
/** A store that is away for long must not fill the memory. */
const WAITING_MAX = 20_000;
const DIGEST_CHARACTERS = 16;

/** Opens a log. One batch is written at a time; a batch that fails is tried again with the next. */
export function openCallLog({ write, clock, digestKey, writeAfterMs = WRITE_AFTER_MS, log }: Options): CallLog {
  let waiting: CallRecord[] = [];
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  /** By credential: what is refused at the moment. */
  const refused = new Map<string, CallRecord>();

  const writeWaiting = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      await write(batch);
    } catch (error) {
      log.error({ err: error, calls: batch.length }, "MCP calls could not be written to the call log yet");
      waiting = [...batch, ...waiting].slice(-WAITING_MAX);
    }
  };
  const writeSoon = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(writeWaiting);
    return writing;
  };
  const push = (call: CallRecord) => {
    if (waiting.length >= WAITING_MAX) return log.warn("The call log is full; an MCP call was not kept");
    waiting.push(call);
    timer ??= setTimeout(() => void writeSoon(), writeAfterMs).unref();
  };
  const endMinute = (credential: string) => {
    const call = refused.get(credential);
    if (refused.delete(credential) && call) push(call);
  };
  return {
    add({ caller, tool, given, rowCount, durationMs, outcome }) {
      const at = clock() - Math.round(durationMs);
      const argumentsDigest = digest(given, digestKey);
      push({ at, ...describeCaller(caller, given), tool, argumentsDigest, rowCount, durationMs, outcome });
    },
    addRefused(caller, calls) {
      const credential = credentialId(caller.access.actor);
      const known = refused.get(credential);
      const before = known?.rowCount ?? 0;
      const what = { tool: "", argumentsDigest: "", durationMs: 0, outcome: "rate_limited" };
      const call = known ?? { at: clock(), ...describeCaller(caller, undefined), ...what, rowCount: 0 };
      refused.set(credential, { ...call, rowCount: before + calls });
      if (!known) setTimeout(() => endMinute(credential), MINUTE_MS).unref();
    },
    flush() {
      for (const credential of [...refused.keys()]) endMinute(credential);
      return writeSoon();
    },
  };
}

function describeCaller(caller: Caller, given: unknown) {
  const { actor } = caller.access;
  return {
    projectId: projectOf(actor, given, caller),
    actorKind: actor.kind,
    userId: "userId" in actor ? actor.userId : null,
    credentialId: credentialId(actor),
    client: caller.client,
  };
}

/** Rows of an answer: those of its longest list; one where it is no list. */
export function countRows(data: unknown): number {
  const lists = isRecord(data) ? Object.values(data).filter((value) => Array.isArray(value)) : [];
  return lists.length === 0 ? 1 : Math.max(...lists.map((rows) => rows.length));
}

function projectOf(actor: Actor, given: unknown, { projects }: Caller): string | null {
  if (actor.kind === "secret_key") return actor.projectId;
  const named = isRecord(given) ? given.project : undefined;
  const [only, second] = named === undefined ? projects : findMatches(projects, String(named));
  return only && !second ? only.id : null;
}

/** The same arguments in another order have the same digest. */
function digest(given: unknown, key: string): string {
  return hash("sha256", `${key} ${JSON.stringify(sorted(given ?? {}))}`).slice(0, DIGEST_CHARACTERS);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
