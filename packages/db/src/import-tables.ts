// Row types of what was brought from other tools. Instants are integer milliseconds since the epoch.
/** A run of an import from another tool. */
export interface ImportRow {
  id: string;
  project_id: string;
  tool: string;
  /** `events` or `days`. */
  carries: string;
  started_at: number;
  /** Null while it runs, and for ever where it broke off. */
  finished_at: number | null;
  actor: string;
  /** The zone of the days, or of times without an offset. */
  zone: string;
  first_at: number;
  /** Behind the last event. */
  last_at: number;
  /** The first event of the product's own, as known when the import began. */
  own_first_at: number | null;
  rows_read: number;
  rows_refused: number;
  events_stored: number;
  events_known: number;
  /** A JSON list of sentences. */
  left_out: string;
}

/** A day that was built of an export's figures. */
interface ImportDayRow {
  project_id: string;
  day: string;
  tool: string;
  /** Of the figures. */
  digest: string;
  import_id: string;
}

export interface ImportTables {
  imports: ImportRow;
  import_days: ImportDayRow;
}
