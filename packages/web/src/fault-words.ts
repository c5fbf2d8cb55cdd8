import { InvalidInput, showReceived } from "@heliometer/core";
import type { Text } from "./text/text.ts";
import { told } from "./told.ts";

/** An error about one field as a sentence for the person who filled it in: the field as the page calls it, and the rule. */
export function faultInWords(text: Text, error: Error): string {
  if (!(error instanceof InvalidInput)) return told(text, error.message);
  const { field, rule, received } = error.fault;
  const names: Readonly<Record<string, string>> = text.fields;
  const given = typeof received === "string" && received !== "" ? ` (${showReceived(received)})` : "";
  return `${names[field] ?? field}${given}: ${told(text, rule)}`;
}
