import { type RawBuilder, SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";

/** Joint questions under way at once on a server: while some are answered, the next are gathered. */
const AT_ONCE = 2;
const KEYS_MAX = 64;
const SEPARATOR = ",";

interface Waiting<Row> {
  resolve: (rows: Row[]) => void;
  reject: (error: unknown) => void;
}

/** A question by one key that many callers ask at the same time. */
export interface GatheredQuestion<Row> {
  /** Asks for several keys, joined as `isAmong` reads them. */
  ask: (db: Database, keys: string) => Promise<readonly Row[]>;
  keyOf: (row: Row) => string;
}

/**
 * Joins questions that arrive while earlier ones are under way: a server that is asked sixteen things in one statement
 * answers sooner than one that is asked sixteen statements. With nothing under way a question goes out at the end of its
 * turn of the event loop, with all that the same turn brought. In a SQLite file, where a question is no journey, each is
 * asked by itself.
 *
 * A question is always asked after it arrived and never answered by one that was under way already, so an answer is as
 * fresh as without joining. Keys hold no comma.
 */
export function gatherQuestions<Row>({ ask, keyOf }: GatheredQuestion<Row>) {
  const known = new WeakMap<Database, (key: string) => Promise<Row[]>>();
  return (db: Database, key: string): Promise<Row[]> => {
    if (isFile(db)) return ask(db, key).then((rows) => [...rows]);
    const join = known.get(db) ?? gather((keys) => ask(db, keys.join(SEPARATOR)), keyOf);
    known.set(db, join);
    return join(key);
  };
}

/** Whether a column is one of the joined keys, as a condition. */
export function isAmong(db: Database, column: string, keys: string): RawBuilder<boolean> {
  if (isFile(db)) return sql<boolean>`${sql.ref(column)} = ${keys}`;
  return sql<boolean>`${sql.ref(column)} = any(string_to_array(${keys}, ${sql.lit(SEPARATOR)}))`;
}

function gather<Row>(
  ask: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (key: string) => Promise<Row[]> {
  let waiting = new Map<string, Waiting<Row>[]>();
  let running = 0;
  let isTurnEndAwaited = false;

  function next(): void {
    if (running >= AT_ONCE || waiting.size === 0) return;
    const batch = new Map([...waiting].slice(0, KEYS_MAX));
    waiting = new Map([...waiting].slice(KEYS_MAX));
    running += 1;
    void answer(batch).finally(() => {
      running -= 1;
      next();
    });
  }

  async function answer(batch: ReadonlyMap<string, readonly Waiting<Row>[]>): Promise<void> {
    try {
      const rows = Map.groupBy(await ask([...batch.keys()]), keyOf);
      for (const [key, askers] of batch) for (const { resolve } of askers) resolve(rows.get(key) ?? []);
    } catch (error) {
      for (const askers of batch.values()) for (const { reject } of askers) reject(error);
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      const askers = waiting.get(key);
      if (askers) askers.push({ resolve, reject });
      else waiting.set(key, [{ resolve, reject }]);
      if (isTurnEndAwaited) return;
      isTurnEndAwaited = true;
      setImmediate(() => {
        isTurnEndAwaited = false;
        next();
      });
    });
}

function isFile(db: Database): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}
