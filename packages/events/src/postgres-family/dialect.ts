/** The few places where the engines of the family differ. */
export interface Dialect {
  /** Whole-number division of two expressions. */
  divide(dividend: string, divisor: string): string;
  /** The text of a top-level property of a JSON object held in a text column; NULL when it is absent. */
  property(column: string, name: string): string;
  /** What has to be bound for `name` in `property`. */
  propertyValue(name: string): string;
  /** An expression that sorts by code point. */
  sortText(expression: string): string;
  /** Joins few rows before it to those events `e` that meet the conditions, which may name the rows before. */
  joinFewEvents(conditions: readonly string[]): string;
}

/** DuckDB: `/` divides fractions, JSON is addressed by path. */
export const duckdbDialect: Dialect = {
  divide: (dividend, divisor) => `(${dividend}) // (${divisor})`,
  property: (column, name) => `case when ${column} = '' then null else json_extract_string(${column}, ${name}) end`,
  propertyValue: (name) => `$."${name}"`,
  sortText: (expression) => expression,
  joinFewEvents: (conditions) => `join events e on ${conditions.join(" and ")}`,
};

/** Postgres: `/` on whole numbers is whole, JSON is addressed by key, and text sorts by the database's locale unless told. */
export const postgresDialect: Dialect = {
  divide: (dividend, divisor) => `(${dividend}) / (${divisor})`,
  property: (column, name) => `case when ${column} = '' then null else ${column}::json ->> ${name} end`,
  propertyValue: (name) => name,
  sortText: (expression) => `${expression} collate "C"`,
  // Left to itself the planner takes the rows for many and reads all events of the range; `offset 0` makes it look the
  // events up row by row.
  joinFewEvents: (conditions) =>
    `cross join lateral (select * from events e where ${conditions.join(" and ")} offset 0) e`,
};
