import type { ProjectView, Scope } from "@heliometer/core";
import type { AttributionModel, EventStore } from "@heliometer/events";
import type { z } from "zod";
import { type Answer, answerSchema } from "./answer.ts";
import { parseInput } from "./input/parse.ts";

export const REPORT_NAMES = [
  "overview",
  "timeseries",
  "realtime",
  "pages",
  "sources",
  "locations",
  "devices",
  "events",
  "event_properties",
  "revenue",
  "revenue_timeseries",
  "top_customers",
  "channel_roi",
] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** What a report needs of the event store. */
export interface ReportStore extends Pick<EventStore, "run" | "query" | "dataThrough"> {
  /** What has to be said of the data of a stretch: that they were imported, and what is therefore not known. */
  readonly notes?: (projectId: string, range: { readonly start: number; readonly end: number }) => Promise<string[]>;
  /** Left out where no revenue is kept: settings are then the defaults, and no customer has a name. */
  readonly revenue?: RevenueSource;
}

/** How a project wants its revenue to be read. */
export interface RevenueSettings {
  readonly attributionModel: AttributionModel;
  /** How far back from the first payment a visit may lie. */
  readonly windowDays: number;
  /** What is left of revenue after what was sold has been paid for, above 0 up to 100. */
  readonly grossMarginPercent: number;
}

/** What is known of a customer beside the facts. */
export interface CustomerIdentity {
  /** The id under which the source knows the customer; null where there is none. */
  readonly externalId: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** What reports need of the place where customers and settings are kept, which they never see. */
export interface RevenueSource {
  readSettings(projectId: string): Promise<RevenueSettings>;
  /** The customers of these ids, by id; ids that are not known are left out. */
  findCustomers(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, CustomerIdentity>>;
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
  /** Whether the reader may see names and e-mail addresses of customers; left out: no. */
  readonly mayReadCustomers?: boolean;
  /** For the product's own lists and files: rows at most, in place of the `limit` that a question may set. */
  readonly rowsMax?: number;
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
  /** Parameters that other reports take and this one cannot, with the reason. */
  readonly refuses: Readonly<Record<string, string>>;
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
  /** analytics:read unless told. */
  readonly scope?: Scope;
  readonly example: Readonly<Record<string, unknown>>;
  readonly input: Input;
  readonly refuses?: Report["refuses"];
  readonly data: Data;
  answer(context: ReportContext, input: z.output<Input>): Promise<Answer<z.output<Data>>>;
}

/** A report from its description: its input is parsed before `answer` sees it. */
export function defineReport<Input extends z.ZodObject, Data extends z.ZodType>(
  definition: Definition<Input, Data>,
): Report {
  const { name, path, title, description, scope = "analytics:read", example, input, refuses = {} } = definition;
  return {
    name,
    path,
    title,
    description,
    scope,
    example,
    input,
    refuses,
    output: answerSchema(definition.data),
    run: async (context, raw) => {
      const parsed = parseInput(input, raw, { example, refuses });
      const isCut = context.rowsMax !== undefined && "limit" in parsed;
      return definition.answer(context, isCut ? { ...parsed, limit: context.rowsMax } : parsed);
    },
  };
}
