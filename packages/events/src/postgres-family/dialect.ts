/** The few places where the engines of the family differ. */
export interface Dialect {
  /** The table in which events are found that are no page views. */
  readonly namedEvents: string;
  /** Whole-number division of two expressions. */
  divide(dividend: string, divisor: string): string;
  /** The text of a top-level property of a JSON object held in a text column; NULL when it is absent. */
  property(column: string, name: string): string;
  /** What has to be bound for `name` in `property`. */
  propertyValue(name: string): string;
  /** The names of the top-level properties that are not null, a line each; NULL or '' without any. */
  propertyNames(column: string): string;
  /** An expression that sorts by code point. */
  sortText(expression: string): string;
  /** How many rows meet a condition; those for which it is NULL do not. */
  countIf(condition: string): string;
  /** How many different values there are in few rows, NULL not counted. */
  countFew(expression: string): string;
  /** Joins few rows before it to those rows of a table with an alias that meet the conditions on both. */
  joinFew(table: string, conditions: readonly string[]): string;
  /** A select of many rows that is to be read from one end to the other, whatever it is joined to. */
  readThrough(select: string): string;
  /** The same as `joinFew`, and rows without a partner stay. */
  leftJoinFew(table: string, conditions: readonly string[]): string;
}

/** DuckDB: `/` divides fractions, JSON is addressed by path. */
export const duckdbDialect: Dialect = {
  namedEvents: "named_events",
  divide: (dividend, divisor) => `(${dividend}) // (${divisor})`,
  property: (column, name) => `case when ${column} = '' then null else json_extract_string(${column}, ${name}) end`,
  propertyValue: (name) => `$."${name}"`,
  propertyNames: (column) =>
    `case when ${column} = '' then null else array_to_string(list_filter(json_keys(${column}), lambda name: json_extract_string(${column}, '/' || replace(replace(name, '~', '~0'), '/', '~1')) is not null), chr(10)) end`,
  sortText: (expression) => expression,
  countIf: (condition) => `coalesce(countif(${condition}), 0)`,
  // Setting up a hash table for DISTINCT takes longer than all the rest of a small report.
  countFew: (expression) => `coalesce(list_unique(list(${expression}) filter (where ${expression} is not null)), 0)`,
  joinFew: (table, conditions) => `join ${table} on ${conditions.join(" and ")}`,
  readThrough: (select) => select,
  leftJoinFew: (table, conditions) => `left join ${table} on ${conditions.join(" and ")}`,
};

/** Postgres: `/` on whole numbers is whole, JSON is addressed by key, and text sorts by the database's locale unless told. */
export const postgresDialect: Dialect = {
  // Found by an index.
  namedEvents: "events",
  divide: (dividend, divisor) => `(${dividend}) / (${divisor})`,
  property: (column, name) => `case when ${column} = '' then null else ${column}::json ->> ${name} end`,
  propertyValue: (name) => name,
  propertyNames: (column) =>
    `case when ${column} = '' then null else (select string_agg(key, chr(10)) from json_each(${column}::json) where json_typeof(value) <> 'null') end`,
  sortText: (expression) => `${expression} collate "C"`,
  countIf: (condition) => `count(*) filter (where ${condition})`,
  countFew: (expression) => `count(distinct ${expression})`,
  joinFew: (table, conditions) => `cross join ${lookUp(table, conditions)}`,
  // Left to itself the planner takes what it is joined to for few rows and looks up each of them.
  readThrough: (select) => `${select} offset 0`,
  leftJoinFew: (table, conditions) => `left join ${lookUp(table, conditions)} on true`,
};

/**
 * Left to itself the planner takes the rows before for many and reads the whole range; `offset 0` makes it look the
 * partners up row by row.
 */
function lookUp(table: string, conditions: readonly string[]): string {
  const alias = table.split(" ").at(-1);
  return `lateral (select * from ${table} where ${conditions.join(" and ")} offset 0) ${alias}`;
}
