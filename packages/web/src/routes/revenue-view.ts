import { findProject } from "@heliometer/accounts";
import { NotFound } from "@heliometer/core";
import {
  type ConnectionContext,
  describeRates,
  listConnections,
  listMissingRates,
  readRevenueSettings,
  summarizeSpend,
} from "@heliometer/revenue";
import type { Html } from "../html.ts";
import { type RevenuePage, revenuePage, revenuePath } from "../pages/revenue-settings.ts";
import { refusedWords } from "../refused.ts";
import type { ProjectVisit, Result } from "../visit.ts";
import type { Web } from "../web.ts";

/** What a page says beside what is stored. */
export interface Said {
  readonly done: string | null;
  readonly refused: string | null;
  readonly faults: Html | null;
}

export const NOTHING_SAID: Said = { done: null, refused: null, faults: null };

/** The page "Revenue and spend" as it is now. */
export async function showRevenue(web: Web, visit: ProjectVisit, said: Said) {
  const { frame, accounts } = visit;
  const projectId = visit.project.id;
  const page: RevenuePage = {
    ...said,
    project: await findProject(accounts, { projectId }),
    origin: web.origin,
    settings: await readRevenueSettings(web.db, projectId),
    connections: await listConnections(connectionsOf(web, visit), { projectId }),
    rates: await describeRates(web.db, projectId),
    missing: await listMissingRates(web.db, projectId),
    spend: await summarizeSpend(web.db, projectId),
  };
  return revenuePage(frame, page);
}

/** What the verbs of connections stand on. The route has let in admins of this project alone. */
export function connectionsOf(web: Web, { accounts, project, frame }: ProjectVisit): ConnectionContext {
  return {
    db: accounts.db,
    clock: accounts.clock,
    secretKey: web.secretKey,
    requireAdmin: async (projectId) => {
      if (projectId !== project.id) throw new NotFound(frame.text.errors.notFound.message);
    },
    userId: frame.user.userId,
  };
}

/** Does what a form asks for, and says so on the page; where that cannot be, the page says why. */
export async function takeForm(web: Web, visit: ProjectVisit, work: () => Promise<Result | string>): Promise<Result> {
  try {
    const result = await work();
    if (typeof result !== "string") return result;
    return { redirect: `${revenuePath(visit.project)}?${result}` };
  } catch (error) {
    const refused = refusedWords(visit.frame, visit.reply, error);
    if (!refused) throw error;
    return {
      ...(await showRevenue(web, visit, { ...NOTHING_SAID, refused: refused.message })),
      status: refused.status,
    };
  }
}
