import { type Compilable, CompiledQuery, type InferResult } from "kysely";
import type { Database } from "./database.ts";

/** Marks a statement that Postgres plans once for each connection; see `openPostgresPool`. */
export const PREPARED_MARK = /^\/\* prepared: ([\w-]+) \*\//u;

/** Stands for a value while the statement is written. */
class StandIn {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const STAND_INS: ProxyHandler<object> = {
  get: (_target, key) => new StandIn(String(key)),
  ownKeys: () => {
    throw new TypeError("The values of a prepared query are named one by one: how many there are is not known here.");
  },
};

/**
 * A query that is written once and asked again and again: for checks that stand before every call, where writing and
 * planning a statement of several joins takes longer than running it.
 *
 * `build` is called once for each store, with stand-ins for the values: it may hand them on to the query and must not
 * look at them. `name` tells it from other prepared statements. The query names its columns: one that asks for all of
 * them fails on Postgres as soon as a newer release, which migrates beside this one, has added a column.
 */
export function prepareQuery<Values extends Readonly<Record<string, string | number | null>>, Query extends Compilable>(
  name: string,
  build: (db: Database, values: Values) => Query,
): (db: Database, values: Values) => Promise<InferResult<Query>> {
  const known = new WeakMap<Database, CompiledQuery>();

  function compile(db: Database): CompiledQuery {
    const standIns = new Proxy({}, STAND_INS);
    const compiled = build(db, standIns as Values).compile();
    return CompiledQuery.raw(`/* prepared: ${name} */ ${compiled.sql}`, [...compiled.parameters]);
  }

  return async (db, values) => {
    const query = known.get(db) ?? compile(db);
    known.set(db, query);
    const parameters = query.parameters.map((each) => (each instanceof StandIn ? values[each.name] : each));
    const { rows } = await db.executeQuery(CompiledQuery.raw(query.sql, parameters));
    return rows as InferResult<Query>;
  };
}
