import { allowanceHeaders, type CallAllowance, createCallCount, InvalidInput, RateLimited } from "@heliometer/core";
import { acceptSpend, type RevenueContext } from "@heliometer/revenue";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../authenticate.ts";
import { answerError } from "../errors.ts";
import { takeJson } from "./body.ts";
import { requireFullKey } from "./full-key.ts";
import { RESOURCES, type Resource } from "./resources.ts";

/** What the Revenue API is handed. */
export interface RevenueApiOptions {
  readonly authenticate: Authenticate;
  readonly revenue: RevenueContext;
  /** Calls of one secret key in a minute, all of them together; 0 does not limit. */
  readonly callsPerMinute: number;
}

interface Serving {
  readonly revenue: RevenueContext;
  readonly projectOf: (request: FastifyRequest) => string;
}

const BODY_BYTES_MAX = 1_048_576;

/** Registers what servers write and read about money with a full secret key. */
export async function registerRevenueApi(
  app: FastifyInstance,
  { authenticate, revenue, callsPerMinute }: RevenueApiOptions,
) {
  const count = createCallCount(revenue.clock);
  const projects = new WeakMap<FastifyRequest, string>();
  // Before anything of the body is read: nobody without a key makes the server parse a megabyte.
  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header("cache-control", "no-store");
    const { projectId, keyId } = await requireFullKey(request, authenticate);
    const allowance = count(keyId, callsPerMinute);
    if (allowance) tell(reply, allowance);
    projects.set(request, projectId);
  };
  const projectOf = (request: FastifyRequest): string => {
    const projectId = projects.get(request);
    if (projectId === undefined) throw new TypeError("The request was not admitted.");
    return projectId;
  };
  await app.register((scope, _options, done) => {
    scope.setErrorHandler(answerError);
    scope.addHook("onRequest", admit);
    takeJson(scope);
    scope.post("/api/v1/spend", { bodyLimit: BODY_BYTES_MAX }, async (request) =>
      acceptSpend(revenue, { projectId: projectOf(request), rows: rowsOf(request.body) }),
    );
    for (const resource of RESOURCES) routeResource(scope, resource, { revenue, projectOf });
    done();
  });
}

function routeResource(scope: FastifyInstance, resource: Resource, { revenue, projectOf }: Serving): void {
  const { path, store, change, list } = resource;
  scope.get(path, async (request) => list(revenue, { projectId: projectOf(request), query: request.query }));
  scope.post(path, { bodyLimit: BODY_BYTES_MAX }, async (request, reply) => {
    const { isNew, view } = await store(revenue, { projectId: projectOf(request), body: request.body });
    return reply.code(isNew ? 201 : 200).send(view);
  });
  scope.patch<{ Params: { id: string } }>(`${path}/:id`, { bodyLimit: BODY_BYTES_MAX }, async (request) => {
    const { id } = request.params;
    return change(revenue, { projectId: projectOf(request), id, body: request.body });
  });
}

/** Tells how many calls are left. @throws RateLimited when none is. */
function tell(reply: FastifyReply, allowance: CallAllowance): void {
  reply.headers(allowanceHeaders(allowance));
  if (allowance.isTaken) return;
  const { limit, retryAfterSeconds } = allowance;
  const message = `This key may make ${limit} calls about money in a minute. Nothing of this one was kept; the next is answered in ${retryAfterSeconds} seconds.`;
  throw new RateLimited(message, retryAfterSeconds);
}

function rowsOf(body: unknown): unknown {
  if (typeof body === "object" && body !== null && "rows" in body) return body.rows;
  throw new InvalidInput({ field: "body", rule: 'must be an object with a list "rows".', received: body });
}
