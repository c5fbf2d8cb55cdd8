import { type FilterDimension, withFilter } from "./filters.ts";
import { type Input, readState, type State } from "./state.ts";

/** The filter that was typed into the form, added to those in the address; an empty value adds nothing. */
export function filterFromForm(query: Input): State {
  const { dimension, operator, value } = query;
  if (typeof value !== "string" || value.trim() === "") return {};
  const filter = { dimension: dimension as FilterDimension, operator: operator as "is", values: [value.trim()] };
  return withFilter(readState(query), filter);
}
