import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { type CallView, selectCalls } from "./list.ts";

/** Far above what a person reads; a file of about 10 MB. */
const ROWS_MAX = 50_000;
const COLUMNS = ["time", "who", "credential", "client", "tool", "arguments", "rows", "milliseconds", "outcome"];
/** A spreadsheet takes a text that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const ExportCalls = z.strictObject({ projectId: Id });
export type ExportCalls = z.input<typeof ExportCalls>;

/** The calls over MCP that were about a project as CSV (RFC 4180), the newest first. Admins of the project. */
export async function exportCalls(ctx: Context, input: ExportCalls): Promise<string> {
  const { projectId } = parseInput(ExportCalls, input);
  await requireRole(ctx, projectId, "admin");
  const calls = await selectCalls(ctx, { projectId, limit: ROWS_MAX });
  return [COLUMNS, ...calls.map(toFields)].map((fields) => `${fields.map(quote).join(",")}\r\n`).join("");
}

function toFields(call: CallView): string[] {
  return [
    new Date(call.at).toISOString(),
    call.who ?? "",
    call.credential ?? "",
    call.client,
    call.tool,
    call.argumentsDigest,
    call.rowCount === null ? "" : String(call.rowCount),
    String(call.durationMs),
    call.outcome,
  ];
}

function quote(field: string): string {
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
