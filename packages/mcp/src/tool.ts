import type { ReportStore } from "@heliometer/analytics";
import type { Access, AccessibleProject, Clock, Scope } from "@heliometer/core";
import type { z } from "zod";
import type { CallLog } from "./call-log.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { ReportGate } from "./limits/report-gate.ts";

/** Whether a credential may use MCP, and for which of its projects. */
export type Admission = { allowed: readonly AccessibleProject[] } | { reason: string; message: string; who: string };

/** Who calls, and the projects that are open to this call. */
export interface Caller {
  access: Access;
  projects: readonly AccessibleProject[];
  /** What the client calls itself. */
  client: string;
}

/** What tools stand on. */
export interface Surroundings {
  store: ReportStore;
  clock: Clock;
  publicUrl: URL;
  refusal: (access: Access) => Promise<Admission>;
  /** Where reports queue. */
  gate: ReportGate;
  /** Null: calls are not kept. */
  callLog: CallLog | null;
}

/** One call of one tool. `signal` ends it when the client is gone or the time is up. */
export interface ToolCall {
  input: Readonly<Record<string, unknown>>;
  caller: Caller;
  surroundings: Surroundings;
  signal: AbortSignal;
}

/** One tool: what a model reads about it, and what it does. Every tool only reads. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  /** The scope that a call needs; null where any credential will do. */
  scope: Scope | null;
  input: z.ZodObject;
  /** Parameters that other tools take and this one cannot, with the reason. */
  refuses?: Readonly<Record<string, string>>;
  /** Keywords that replace those of single parameters in what clients see. */
  wording?: Readonly<Record<string, JsonSchema>>;
  /** Rows are in order of time: where not all of them fit, the oldest are left out instead of the last. */
  oldestFirst?: boolean;
  run(call: ToolCall): Promise<ToolAnswer>;
}

/** What every tool answers: a sentence, the rows, and how they came about. */
export interface ToolAnswer {
  summary: string;
  data: unknown;
  meta: object;
}
