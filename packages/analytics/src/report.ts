import type { ProjectView, Scope } from "@heliometer/core";
import type { EventStore } from "@heliometer/events";
import type { z } from "zod";
import { type Answer, answerSchema } from "./answer.ts";
import { parseInput } from "./input/parse.ts";

export const REPORT_NAMES = ["overview", "timeseries", "realtime", "pages", "sources", "locations", "events"] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** What a report needs of the event store. */
export interface ReportStore extends Pick<EventStore, "run" | "dataThrough"> {
  /** What has to be said of the data of a stretch: that they were imported, and what is therefore not known. */
  readonly notes?: (projectId: string, range: { readonly start: number; readonly end: number }) => Promise<string[]>;
}

/** For whom and when a report is made. */
export interface ReportContext {
  readonly store: ReportStore;
  readonly project: ProjectView;
  /** The present, in milliseconds since the epoch. */
  readonly now: number;
  /** Absolute address of the project's page; links add the range to its query string. */
  readonly dashboardUrl: string;
  readonly signal?: AbortSignal;
}

/** A question that can be asked about a project, the same for every surface. */
export interface Report {
  readonly name: ReportName;
  /** Read API path after /api/v1/projects/:projectId/ */
  readonly path: string;
  readonly title: string;
  /** What it tells and how to ask it, for a reader who has only this text. */
  readonly description: string;
  readonly scope: Scope;
  /** Arguments that work as they stand. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Strict object: an unknown parameter is refused. */
  readonly input: z.ZodObject;
  /** The whole answer. */
  readonly output: z.ZodObject;
  /** Throws InvalidInput, naming the field, what came, what is allowed and an example. */
  run(context: ReportContext, input: unknown): Promise<Answer>;
}

interface Definition<Input extends z.ZodObject, Data extends z.ZodType> {
  readonly name: ReportName;
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly example: Readonly<Record<string, unknown>>;
  readonly input: Input;
  readonly data: Data;
  answer(context: ReportContext, input: z.output<Input>): Promise<Answer<z.output<Data>>>;
}

/** A report from its description: its input is parsed before `answer` sees it. */
export function defineReport<Input extends z.ZodObject, Data extends z.ZodType>(
  definition: Definition<Input, Data>,
): Report {
  const { name, path, title, description, example, input } = definition;
  return {
    name,
    path,
    title,
    description,
    scope: "analytics:read",
    example,
    input,
    output: answerSchema(definition.data),
    run: async (context, raw) => definition.answer(context, parseInput(input, raw, example)),
  };
}
