import { REPORTS, type Report } from "@heliometer/analytics";
import { z } from "zod";
import { answered, refused, toSchema } from "./openapi-parts.ts";
import { REVENUE_PATHS } from "./revenue/openapi.ts";

const VERSION = "1.0.0";

/** Types whose values stand in a query string as JSON text. */
const JSON_TYPES = ["array", "object"];

const ErrorAnswer = z.object({
  error: z.object({
    code: z
      .enum(["invalid_request", "unauthorized", "forbidden", "not_found", "rate_limited", "unavailable", "internal"])
      .describe("What went wrong, for programs"),
    message: z.string().describe("What went wrong and what to do about it, for people"),
    details: z
      .looseObject({
        field: z.string().describe("The parameter at fault"),
        rule: z.string().describe("What is accepted"),
        received: z.string().optional().describe("What came, shortened"),
        allowed: z.array(z.string()).optional().describe("The accepted values"),
        example: z.looseObject({}).optional().describe("Parameters that work as they stand"),
        rows: z
          .array(z.looseObject({ index: z.int(), field: z.string(), rule: z.string() }))
          .optional()
          .describe("What is at fault in single rows of a list, by their place from 0"),
      })
      .optional(),
  }),
});

const MeProject = z.object({
  projectId: z.string(),
  name: z.string(),
  timezone: z.string().describe("IANA time zone"),
});
const MeAnswer = z.object({
  data: z.object({
    ...MeProject.partial().shape,
    projects: z.array(MeProject).optional().describe("For credentials that can reach several projects"),
  }),
});

/** Paths of other surfaces, as OpenAPI writes them. */
export type OpenApiPaths = Readonly<Record<string, object>>;

/** The OpenAPI 3.1 document: the Read API, made from the schemas that the reports parse with, and what others add. */
export function createOpenApi(publicUrl: URL, morePaths: OpenApiPaths = {}) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Heliometer API",
      version: VERSION,
      description:
        "Visitors, page views, sources, places and events of a project are read with any key; a full secret key also sends events, revenue and advertising spend.",
    },
    servers: [{ url: publicUrl.origin }],
    security: [{ secretKey: [] }, { bearer: [] }],
    paths: {
      "/api/v1/me": { get: describeMe() },
      ...Object.fromEntries(REPORTS.map(describePath)),
      ...REVENUE_PATHS,
      ...morePaths,
    },
    components: {
      securitySchemes: {
        secretKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "A secret key, hm_sk_…" },
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "A personal token hm_pat_…, a secret key or an OAuth access token",
        },
      },
      schemas: { Error: toSchema(ErrorAnswer, "output") },
    },
  };
}

function describeMe() {
  return {
    operationId: "me",
    summary: "What the credential reaches",
    responses: {
      200: answered("The project of the key, or the projects of the token", MeAnswer),
      ...refused([400, 401, 429, 503]),
    },
  };
}

function describePath(report: Report): [string, object] {
  const { name, path, title, description, input, output } = report;
  const projectId = {
    name: "projectId",
    in: "path",
    required: true,
    schema: { type: "string" },
    description: "Id of the project",
  };
  const get = {
    operationId: name,
    summary: title,
    description,
    parameters: [projectId, ...describeParameters(input)],
    responses: { 200: answered(title, output), ...refused([400, 401, 403, 404, 429, 503]) },
  };
  return [`/api/v1/projects/{projectId}/${path}`, { get }];
}

function describeParameters(input: z.ZodObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: "input" });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === "object" ? property : {};
    const head = {
      name,
      in: "query",
      required: required.includes(name),
      ...(description !== undefined && { description }),
    };
    if (!JSON_TYPES.includes(String(schema.type))) return { ...head, schema };
    // A list of plain words is written with commas, everything else as JSON text (OpenAPI 3.1, parameter `content`).
    const isWordList =
      schema.type === "array" &&
      typeof schema.items === "object" &&
      "type" in schema.items &&
      schema.items.type === "string";
    if (isWordList) return { ...head, schema, style: "form", explode: false };
    return { ...head, content: { "application/json": { schema } } };
  });
}
