import type { RowFault } from "@heliometer/core";
import type { Spend } from "../row.ts";

/** What became of a row of a file. */
export type ReadRow = { readonly line: number } & (
  | { readonly row: Spend }
  | { readonly fault: Omit<RowFault, "index"> }
  /** A sum over other rows, or a line without money. */
  | { readonly isTotal: true }
);
