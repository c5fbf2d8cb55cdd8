import { type AliasedRawBuilder, type RawBuilder, SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";

/** Joint questions under way at once on a server: while some are answered, the next are gathered. */
const AT_ONCE = 2;
const ITEMS_MAX = 64;
const SEPARATOR = ",";

/** A question by one key that many callers ask at the same time. */
export interface GatheredQuestion<Row> {
  /** Asks for several keys, joined as `isAmong` reads them. */
  ask: (db: Database, keys: string) => Promise<readonly Row[]>;
  keyOf: (row: Row) => string;
  /** Of several who ask for one key at once, one gets the rows: for questions that change what they find. */
  isForOne?: boolean;
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
export function gatherQuestions<Row>({ ask, ...how }: GatheredQuestion<Row>) {
  const known = new WeakMap<Database, (key: string) => Promise<Row[]>>();
  return (db: Database, key: string): Promise<Row[]> => {
    if (isFile(db)) return ask(db, key).then((rows) => [...rows]);
    const join = known.get(db) ?? gather((keys) => ask(db, keys.join(SEPARATOR)), how);
    known.set(db, join);
    return join(key);
  };
}

/** Whether a column is one of the joined keys, as a condition. */
export function isAmong(db: Database, column: string, keys: string): RawBuilder<boolean> {
  if (isFile(db)) return sql<boolean>`${sql.ref(column)} = ${keys}`;
  return sql<boolean>`${sql.ref(column)} = any(string_to_array(${keys}, ${sql.lit(SEPARATOR)}))`;
}

interface Asked<Row> {
  key: string;
  resolve: (rows: Row[]) => void;
  reject: (error: unknown) => void;
}

function gather<Row>(
  ask: (keys: readonly string[]) => Promise<readonly Row[]>,
  { keyOf, isForOne = false }: Omit<GatheredQuestion<Row>, "ask">,
): (key: string) => Promise<Row[]> {
  const put = inTurns<Asked<Row>>(async (asked) => {
    const keys = new Set(asked.map(({ key }) => key));
    const rows = Map.groupBy(await ask([...keys]), keyOf);
    for (const { key, resolve } of asked) {
      resolve(rows.get(key) ?? []);
      if (isForOne) rows.delete(key);
    }
  });
  return (key) => new Promise((resolve, reject) => put({ key, resolve, reject }));
}

/**
 * So long writes to a SQLite file gather: there the whole process waits for the disk at each commit, so that a few
 * milliseconds of each writer save more of everybody's.
 */
const FILE_GATHER_MS = 4;

/**
 * Joins writes in the same way. What is written together succeeds or fails together, so nothing that somebody sends may
 * be able to make the statement fail. `alsoInFile`: in a SQLite file too, for writes that come in crowds.
 */
export function gatherWrites<Row>(
  write: (db: Database, rows: readonly Row[]) => Promise<unknown>,
  { alsoInFile = false }: { readonly alsoInFile?: boolean } = {},
) {
  const known = new WeakMap<Database, (rows: readonly Row[]) => Promise<void>>();
  return async (db: Database, rows: readonly Row[]): Promise<void> => {
    if (isFile(db) && !alsoInFile) return void (await write(db, rows));
    const join = known.get(db) ?? joinWrites((all: readonly Row[]) => write(db, all), isFile(db) ? FILE_GATHER_MS : 0);
    known.set(db, join);
    return join(rows);
  };
}

function joinWrites<Row>(
  write: (rows: readonly Row[]) => Promise<unknown>,
  gatherMs: number,
): (rows: readonly Row[]) => Promise<void> {
  const put = inTurns<{ rows: readonly Row[]; resolve: () => void; reject: (error: unknown) => void }>(
    async (asked) => {
      await write(asked.flatMap(({ rows }) => rows));
      for (const { resolve } of asked) resolve();
    },
    gatherMs,
  );
  return (rows) => new Promise((resolve, reject) => put({ rows, resolve, reject }));
}

/**
 * Hands on what has gathered at the end of a turn of the event loop, or after a while, or as soon as one of those under
 * way is done.
 */
function inTurns<Item extends { reject: (error: unknown) => void }>(
  send: (items: readonly Item[]) => Promise<void>,
  gatherMs = 0,
): (item: Item) => void {
  let waiting: Item[] = [];
  let running = 0;
  let isSendAwaited = false;

  function next(): void {
    if (running >= AT_ONCE || waiting.length === 0) return;
    const items = waiting.slice(0, ITEMS_MAX);
    waiting = waiting.slice(ITEMS_MAX);
    running += 1;
    send(items)
      .catch((error) => {
        for (const { reject } of items) reject(error);
      })
      .finally(() => {
        running -= 1;
        next();
      });
  }

  return (item) => {
    waiting.push(item);
    if (isSendAwaited) return;
    isSendAwaited = true;
    const sendSoon = () => {
      isSendAwaited = false;
      next();
    };
    if (gatherMs > 0) setTimeout(sendSoon, gatherMs);
    else setImmediate(sendSoon);
  };
}

/**
 * Rows that stand in a statement as one value, a list of objects as JSON: the statement is the same for any number of
 * them. `columns` names what each object has, and its type. Stored rows are found for them by a cross join with
 * conditions: SQLite, which keeps no figures of its tables, would begin an inner join with the table.
 */
export function rowsOf<Row>(
  db: Database,
  json: string,
  columns: Readonly<Record<keyof Row & string, "text" | "bigint">>,
): AliasedRawBuilder<Row, "row"> {
  const entries = Object.entries(columns);
  if (isFile(db)) {
    const read = entries.map(([name]) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`);
    return sql<Row>`(select ${sql.join(read)} from json_each(${json}))`.as("row");
  }
  const typed = entries.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(String(type))}`);
  return sql<Row>`json_to_recordset(${json}::json)`.as<"row">(sql`row(${sql.join(typed)})`);
}

function isFile(db: Database): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}
