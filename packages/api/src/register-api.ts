import { inputFromQuery, REPORTS, type Report, type ReportStore, runReport } from "@heliometer/analytics";
import { type Access, type AccessibleProject, type Clock, Forbidden, InvalidInput, NotFound } from "@heliometer/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Authenticate, requireAccess } from "./authenticate.ts";
import { answerError } from "./errors.ts";
import { describeAccess } from "./me.ts";
import { createOpenApi, type OpenApiPaths } from "./openapi.ts";
import { type RevenueApiOptions, registerRevenueApi } from "./revenue/register-revenue.ts";

const DOCUMENT_SECONDS = 300;

/** What the Read API is handed. */
export interface ApiOptions {
  authenticate: Authenticate;
  store: ReportStore;
  clock: Clock;
  publicUrl: URL;
  /** What money is written with. */
  revenue: RevenueApiOptions["revenue"];
  /** How often one secret key may call about money in a minute; 0 does not limit. */
  revenueCallsPerMinute: number;
  /** What other surfaces serve under the same keys, for the document. */
  morePaths?: OpenApiPaths;
}

/**
 * Registers the Read API: GET /api/v1/me, one route per report under /api/v1/projects/:projectId/, what servers write
 * about money, and the OpenAPI document. It is for servers: no other web origin is let in.
 */
export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.setErrorHandler(answerError);
    scope.addHook("onRequest", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });
    registerDocument(scope, options);
    scope.get("/api/v1/me", async (request) => {
      const access = await requireAccess(request, options.authenticate);
      refuseParameters(request.query);
      return { data: describeAccess(access) };
    });
    for (const report of REPORTS) registerReport(scope, report, options);
    done();
  });
  const { authenticate, revenue, revenueCallsPerMinute } = options;
  await registerRevenueApi(app, { authenticate, revenue, callsPerMinute: revenueCallsPerMinute });
}

function registerDocument(scope: FastifyInstance, { publicUrl, morePaths }: ApiOptions): void {
  const document = createOpenApi(publicUrl, morePaths);
  scope.get("/api/v1/openapi.json", async (_request, reply) =>
    reply.header("cache-control", `public, max-age=${DOCUMENT_SECONDS}`).send(document),
  );
}

function registerReport(scope: FastifyInstance, report: Report, options: ApiOptions): void {
  const { authenticate, store, clock, publicUrl } = options;
  scope.get<{ Params: { projectId: string }; Querystring: Record<string, unknown> }>(
    `/api/v1/projects/:projectId/${report.path}`,
    async (request, reply) => {
      const access = await requireAccess(request, authenticate);
      const project = findProject(access, request.params.projectId);
      requireScope(access, project, report);
      const dashboardUrl = `${publicUrl.origin}/projects/${project.id}`;
      const mayReadCustomers = access.scopes.includes("customers:read") && project.scopes.includes("customers:read");
      const signal = goneSignal(reply);
      const context = { store, project, now: clock(), dashboardUrl, signal, mayReadCustomers };
      const { data, summary, meta } = await runReport(context, report.name, inputFromQuery(request.query));
      return { data, summary, meta };
    },
  );
}

function findProject({ projects }: Access, projectId: string): AccessibleProject {
  const project = projects.find(({ id }) => id === projectId);
  if (project) return project;
  throw new NotFound(
    "There is no such project, or this credential does not reach it. GET /api/v1/me shows what it reaches.",
  );
}

/** A scope may be held in one project and not in another: the person's role decides in each. */
function requireScope({ scopes }: Access, project: AccessibleProject, { scope, title }: Report): void {
  if (scopes.includes(scope) && project.scopes.includes(scope)) return;
  throw new Forbidden(`"${title}" needs the permission ${scope}, which this credential does not have.`);
}

function refuseParameters(query: FastifyRequest["query"]): void {
  const [name] = Object.keys(query ?? {});
  if (name === undefined) return;
  throw new InvalidInput({ field: name, rule: "this address takes no parameters.", example: {} });
}

/** Fires when the client goes away, so that nothing is computed for nobody. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
