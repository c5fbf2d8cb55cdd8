import { type Compilable, CompiledQuery, type InferResult } from "kysely";
import type { Database } from "./database.ts";
import { directAccess } from "./direct.ts";

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
  const known = new WeakMap<Database, Prepared>();

  function prepare(db: Database): Prepared {
    const { query, sql, parameters } = build(db, new Proxy({}, STAND_INS) as Values).compile();
    return { name, text: `/* prepared: ${name} */ ${sql}`, parameters, isQuestion: query.kind === "SelectQueryNode" };
  }

  return async (db, values) => {
    const prepared = known.get(db) ?? prepare(db);
    known.set(db, prepared);
    const parameters = prepared.parameters.map((each) => (each instanceof StandIn ? values[each.name] : each));
    return (await run(db, prepared, parameters)) as InferResult<Query>;
  };
}

interface Prepared {
  name: string;
  text: string;
  parameters: readonly unknown[];
  isQuestion: boolean;
}

/** Past the builder where that is allowed: what it does for each statement costs more than the statement. */
async function run(db: Database, { name, text, isQuestion }: Prepared, values: readonly unknown[]): Promise<object[]> {
  const direct = directAccess(db);
  if (direct && (isQuestion || direct.writes)) return direct.ask({ name, text, values });
  return (await db.executeQuery<object>(CompiledQuery.raw(text, [...values]))).rows;
}
