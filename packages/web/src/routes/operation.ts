import {
  createOrganization,
  listOrganizations,
  PRIVILEGE_LEVELS,
  readInstance,
  setPlan,
  updateInstance,
} from "@heliometer/accounts";
import { InvalidInput, NotFound, PLANS } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { healthPage, instanceMcpPage, registrationPage } from "../pages/operation.ts";
import { type OrganizationsPage, organizationsPage } from "../pages/organizations.ts";
import { refusedWords } from "../refused.ts";
import { parameter, queryField, type Result, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/admin";

/** A route for operators; to everybody else there is nothing here. */
export function forOperators(web: Web, run: (visit: Visit) => Promise<Result>) {
  return signedIn(web, async (visit) => {
    if (!visit.frame.user.isOperator) throw new NotFound("There is no such page.");
    return run(visit);
  });
}

/** The pages for operators of the instance. */
export function routeOperation(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    forOperators(web, async () => ({ redirect: `${BASE}/organizations` })),
  );

  scope.get(
    `${BASE}/organizations`,
    forOperators(web, (visit) => showOrganizations(visit, { done: organizationWords(visit), refused: null })),
  );
  scope.post(`${BASE}/organizations`, forOperators(web, addOrganization));
  scope.post(
    `${BASE}/organizations/:organizationId/plan`,
    forOperators(web, async ({ request, accounts, form }) => {
      const plan = oneOf(PLANS, form.get("plan"), "plan");
      await setPlan(accounts, { organizationId: parameter(request, "organizationId"), plan });
      return { redirect: `${BASE}/organizations?done=plan` };
    }),
  );

  scope.get(
    `${BASE}/mcp`,
    forOperators(web, async ({ request, frame }) => {
      const done = queryField(request, "done") === "saved" ? frame.text.operation.mcp.saved : null;
      return instanceMcpPage(frame, { instance: await readInstance(web), done });
    }),
  );
  scope.post(`${BASE}/mcp`, forOperators(web, saveInstance));

  scope.get(
    `${BASE}/registration`,
    forOperators(web, async ({ frame }) => registrationPage(frame, web.operation.registration)),
  );
  scope.get(
    `${BASE}/health`,
    forOperators(web, async ({ frame }) =>
      healthPage(frame, { ...web.operation, now: await web.operation.health(), publicUrl: web.origin }),
    ),
  );
}

async function showOrganizations(
  { frame, accounts }: Visit,
  said: Pick<OrganizationsPage, "done" | "refused">,
): Promise<Result> {
  return organizationsPage(frame, { organizations: await listOrganizations(accounts), ...said });
}

async function addOrganization(visit: Visit): Promise<Result> {
  const { reply, frame, accounts, form } = visit;
  const name = form.get("name") ?? "";
  try {
    await createOrganization(accounts, { name });
    return { redirect: `${BASE}/organizations?done=added` };
  } catch (error) {
    const refused = refusedWords(frame, reply, error);
    if (!refused) throw error;
    const page = await showOrganizations(visit, { done: null, refused: { message: refused.message, name } });
    return { ...page, status: refused.status };
  }
}

/** Each of the two forms sends its own part. */
async function saveInstance({ accounts, form }: Visit): Promise<Result> {
  const [enabled, level, plan] = [form.get("mcpEnabled"), form.get("maximumMcpPrivilege"), form.get("defaultPlan")];
  await updateInstance(accounts, {
    ...(enabled !== null && { mcpEnabled: enabled === "yes" }),
    ...(level !== null && { maximumMcpPrivilege: oneOf(PRIVILEGE_LEVELS, level, "maximumMcpPrivilege") }),
    ...(plan !== null && { defaultPlan: oneOf(PLANS, plan, "plan") }),
  });
  return { redirect: `${BASE}/mcp?done=saved` };
}

function oneOf<Value extends string>(values: readonly Value[], received: string | null, field: string): Value {
  const value = values.find((known) => known === received);
  if (value !== undefined) return value;
  throw new InvalidInput({ field, rule: `must be one of ${values.join(", ")}.`, received: received ?? "" });
}

function organizationWords({ request, frame }: Visit): string | null {
  const { noticeAdded, noticePlan } = frame.text.operation.organizations;
  const done = queryField(request, "done");
  if (done === "plan") return noticePlan;
  return done === "added" ? noticeAdded : null;
}
