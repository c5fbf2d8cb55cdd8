import { InvalidInput, showReceived } from "@heliometer/core";
import type { Text } from "./text/en.ts";

/** An error about one field as a sentence for the person who filled it in: the field as the page calls it, and the rule. */
export function faultInWords({ fields }: Text, error: Error): string {
  if (!(error instanceof InvalidInput)) return error.message;
  const { field, rule, received } = error.fault;
  const names: Readonly<Record<string, string>> = fields;
  const given = typeof received === "string" && received !== "" ? ` (${showReceived(received)})` : "";
  return `${names[field] ?? field}${given}: ${rule}`;
}
